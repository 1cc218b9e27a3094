namespace SimdNet.Kernels;

/// <summary>Reductions as textbooks write them, in double.</summary>
internal static class ReferenceReductions
{
    public static double Sum(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
            sum += value;
        return sum;
    }

    /// <summary>The largest element; NaN if there is one.</summary>
    public static float Max(ReadOnlySpan<float> x)
    {
        float max = x[0];
        foreach (float value in x)
        {
            if (float.IsNaN(value))
                return value;
            if (value > max || (value == max && !float.IsNegative(value)))
                max = value;
        }

        return max;
    }

    /// <summary>
    /// The contract's order, one lane after the other: 64 sums of every 64th element, then the tree. What <c>step</c> does to a lane is the
    /// kernel's: an addition, or a fused multiply-add.
    /// </summary>
    public static float InContractOrder(int length, Func<float, int, float> step)
    {
        var lanes = new float[64];
        for (int lane = 0; lane < 64; lane++)
        {
            for (int i = lane; i < length; i += 64)
                lanes[lane] = step(lanes[lane], i);
        }

        for (int half = 32; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                lanes[lane] += lanes[lane + half];
        }

        return lanes[0];
    }
}
