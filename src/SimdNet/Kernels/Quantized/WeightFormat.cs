namespace SimdNet.Kernels;

/// <summary>How a packed matrix keeps its numbers.</summary>
#pragma warning disable CA1720 // these are the formats' names
public enum WeightFormat
{
    /// <summary>As they are.</summary>
    Float32,

    /// <summary>Rounded to bfloat16, the upper half of a float: 8 significant bits, half the memory. Products and sums are float's.</summary>
    BFloat16,

    /// <summary>
    /// Rounded to whole numbers of -127 to 127 with a scale for each column; the other factor is rounded so for each of its rows as it comes.
    /// Products and sums are exact. A quarter of the memory.
    /// </summary>
    Int8,
}
#pragma warning restore CA1720
