namespace SimdNet.Kernels;

/// <summary>bfloat16: the upper half of a float.</summary>
internal static unsafe class BFloat16
{
    /// <summary>The nearest one, halves to even; NaN stays NaN, what is beyond the largest becomes infinity.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)((bits >> 16) | 0x40); // quiet, so that no NaN loses its last bit
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Exact.</summary>
    public static float ToSingle(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>
    /// Packed panels of floats, [step][2 registers], to [step][register]: each 32-bit element takes a column of the first register in its lower half and
    /// one of the second in its upper.
    /// </summary>
    public static void Narrow(float* panels, long steps, int width, uint* pairs)
    {
        for (long step = 0; step < steps; step++, panels += 2 * width, pairs += width)
        {
            for (int lane = 0; lane < width; lane++)
                pairs[lane] = FromSingle(panels[lane]) | ((uint)FromSingle(panels[width + lane]) << 16);
        }
    }
}
