namespace SimdNet.Testing;

/// <summary>Floats spread evenly over bit patterns, so that each binade gets its share; the same ones in every run of as many property cases</summary>
internal static class FloatSweep
{
    private static readonly Lazy<float[]> s_everything = new(MakeEverything);

    /// <summary>Every 4099th of all bit patterns (every 40991st for 10 property cases): both signs, subnormals, infinities, NaNs; and the edges between them</summary>
    public static float[] Everything => s_everything.Value;

    /// <summary>Positive floats from low to high and their negatives, 2000 for each property case</summary>
    public static float[] Between(float low, float high)
    {
        int first = BitConverter.SingleToInt32Bits(low), last = BitConverter.SingleToInt32Bits(high);
        Assert.True(first > 0 && last > first);
        int step = Math.Max(1, (last - first) / (1000 * Prop.Cases));
        var values = new List<float>();
        for (int bits = first; bits < last; bits += step)
        {
            float x = BitConverter.Int32BitsToSingle(bits);
            values.Add(x);
            values.Add(-x);
        }
        return [.. values, high, -high];
    }

    /// <summary>Asserts |actual - reference(x)| in ULP for each element; the message has the worst</summary>
    public static void AssertUlp(string name, double bound, ReadOnlySpan<float> x, ReadOnlySpan<float> actual, Func<double, double> reference) =>
        AssertUlp(name, _ => bound, x, actual, reference);

    /// <summary>As above, with a bound that depends on x</summary>
    public static void AssertUlp(string name, Func<double, double> bound, ReadOnlySpan<float> x, ReadOnlySpan<float> actual, Func<double, double> reference)
    {
        double worst = 0;
        int at = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double distance = Ulp.Distance(actual[i], reference(x[i]));
            double share = distance / bound(x[i]);
            if (share > worst) (worst, at) = (share, i);
        }
        Assert.True(worst <= 1 || Ulp.Distance(actual[at], reference(x[at])) == 0,
            FormattableString.Invariant($"{name}: {worst * bound(x[at])} ULP at x = {Bits.Text(x[at])}, where it gives {Bits.Text(actual[at])} for {reference(x[at]):R}; at most {bound(x[at])} were promised."));
    }

    private static float[] MakeEverything()
    {
        ulong step = (ulong)Math.Max(1, 409_900 / Prop.Cases) | 1;
        var values = new List<float>();
        for (ulong bits = 0; bits <= uint.MaxValue; bits += step) values.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        float[] edges = [0, float.Epsilon, 1.1754942e-38f, 1.17549435e-38f, 0.25f, 0.5f, 0.625f, 0.70710677f, 1, 1.41421354f, 2, 87.3f, 88, 88.7228f, 103.97f, 104, float.MaxValue, float.PositiveInfinity];
        foreach (float edge in edges)
        {
            foreach (float x in new[] { edge, MathF.BitIncrement(edge), MathF.BitDecrement(edge) })
            {
                values.Add(x);
                values.Add(-x);
            }
        }
        while (values.Count % 16 != 0) values.Add(float.NaN);
        return [.. values];
    }
}
