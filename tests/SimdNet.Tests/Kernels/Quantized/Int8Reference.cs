namespace SimdNet.Tests.Kernels.Quantized;

/// <summary>Products with an int8 matrix, element by element, in plain C#: what the documentation says and nothing else</summary>
internal sealed class Int8Reference
{
    private readonly (int[] Numbers, float Scale)[] _columns;

    /// <summary>The matrix of k rows and n columns by its elements</summary>
    public Int8Reference(int k, int n, Func<int, int, float> b) =>
        _columns = [.. Enumerable.Range(0, n).Select(j => Quantize([.. Enumerable.Range(0, k).Select(p => b(p, j))]))];

    /// <summary>c[j] = fma(sum_p q[p] w[p,j], s t[j], bias[j]) for one row of A</summary>
    public float[] Product(ReadOnlySpan<float> a, float[] bias)
    {
        (int[] row, float scale) = Quantize(a.ToArray());
        var c = new float[_columns.Length];
        for (int j = 0; j < c.Length; j++)
        {
            long sum = 0;
            for (int p = 0; p < row.Length; p++)
                sum += (long)row[p] * _columns[j].Numbers[p];
            c[j] = MathF.FusedMultiplyAdd(sum, scale * _columns[j].Scale, bias.Length == 0 ? 0 : bias[j]);
        }

        return c;
    }

    // round(x * (127 / max |x|)), halves to even, and max |x| / 127. Zeros, and a scale of 0, for numbers too small for that; a scale of NaN where one is not finite.
    private static (int[] Numbers, float Scale) Quantize(float[] values)
    {
        float largest = 0;
        foreach (float value in values)
            largest = !float.IsFinite(value) || float.IsNaN(largest) ? float.NaN : MathF.Max(largest, MathF.Abs(value));
        float inverse = 127 / largest;
        bool isRounded = float.IsFinite(inverse);
        int[] numbers = [.. values.Select(value => isRounded ? (int)Math.Round((double)(value * inverse), MidpointRounding.ToEven) : 0)];
        return (numbers, isRounded ? largest / 127 : float.IsNaN(largest) ? float.NaN : 0);
    }
}
