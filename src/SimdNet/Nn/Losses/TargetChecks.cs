using System.Runtime.InteropServices;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>What losses demand of their targets. Ranges are checked on the floats' bits, where the search is a vector one: floats that are not negative are ordered as their bits.</summary>
internal static class TargetChecks
{
    private const float MostSumError = 1e-3f;

    /// <summary>As many values as a loss needs.</summary>
    public static void Values(Targets targets, int needed, int batch, string loss)
    {
        if (targets.Values.Length != needed)
            Guard.Throw($"{loss} needs {needed} target values for {batch} rows, but got {targets.Values.Length} values and {targets.Labels.Length} labels.", nameof(targets));
    }

    /// <summary>No weights, or one for each row, not negative and finite.</summary>
    public static void SampleWeights(ReadOnlySpan<float> weights, int batch)
    {
        if (weights.IsEmpty)
            return;
        if (weights.Length != batch)
            Guard.Throw($"there are {weights.Length} sample weights for {batch} rows.", "targets");
        int i = IndexOutside(weights, float.MaxValue);
        if (i >= 0)
            Guard.Throw($"the sample weight of row {i} is {weights[i]}; expected a finite number, not negative.", "targets");
    }

    /// <summary>Numbers in [0, 1].</summary>
    public static void Probabilities(ReadOnlySpan<float> values, int columns, string loss)
    {
        int i = IndexOutside(values, 1f);
        if (i >= 0)
            Guard.Throw($"{loss}: the target in row {i / columns}, column {i % columns} is {values[i]}; expected a probability in [0, 1].", "targets");
    }

    /// <summary>Rows of numbers that are not negative and whose sum is 1.</summary>
    public static void Distributions(ReadOnlySpan<float> values, int columns, string loss)
    {
        int i = IndexOutside(values, float.MaxValue);
        if (i >= 0)
            Guard.Throw($"{loss}: the probability in row {i / columns}, column {i % columns} is {values[i]}; expected a finite number, not negative.", "targets");
        for (int row = 0; row < values.Length / columns; row++)
        {
            float sum = ReductionKernels.Sum(values.Slice(row * columns, columns));
            if (!(MathF.Abs(sum - 1) <= MostSumError))
                Guard.Throw($"{loss}: the probabilities of row {row} sum to {sum}; expected 1, within {MostSumError}.", "targets");
        }
    }

    /// <summary>-1 or +1.</summary>
    public static void Signs(ReadOnlySpan<float> values, int columns, string loss)
    {
        int i = MemoryMarshal.Cast<float, int>(values).IndexOfAnyExcept(BitConverter.SingleToInt32Bits(-1f), BitConverter.SingleToInt32Bits(1f));
        if (i >= 0)
            Guard.Throw($"{loss}: the target in row {i / columns}, column {i % columns} is {values[i]}; expected -1 or +1.", "targets");
    }

    // The first that is not in [0, high]; -1 if there is none. -0 is in it.
    private static int IndexOutside(ReadOnlySpan<float> values, float high)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        for (int start = 0; start < values.Length;)
        {
            int found = bits[start..].IndexOfAnyExceptInRange(0, BitConverter.SingleToInt32Bits(high));
            if (found < 0)
                return -1;
            if (values[start + found] != 0)
                return start + found;
            start += found + 1;
        }

        return -1;
    }
}
