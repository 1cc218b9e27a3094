using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdNet.Kernels;

/// <summary>A row of floats as whole numbers from -127 to 127 and a scale.</summary>
internal static unsafe class Int8Rounding
{
    /// <summary>numbers[p] = round(a[p] / s), halves to even, with s = max |a| / 127; zeros behind the k-th up to the length. Returns s.</summary>
    /// <remarks>
    /// NaN is returned for a row that has NaN or infinity; a row of numbers below 4e-37 counts as zeros. With an offset of 128 the numbers are bytes
    /// without a sign.
    /// </remarks>
    public static float Round(float* a, int k, sbyte* numbers, int length, bool isUnsigned)
    {
        float largest = k == 0 ? 0f : MathF.Abs(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(a, k)));
        float inverse = 127f / largest;
        sbyte offset = isUnsigned ? sbyte.MinValue : (sbyte)0; // adding 128 and taking it off are the same in 8 bits
        if (!float.IsFinite(inverse) || inverse == 0f)
        {
            new Span<sbyte>(numbers, length).Fill(offset);
            return float.IsFinite(largest) ? 0f : float.NaN;
        }

        Vector128<float> factor = Vector128.Create(inverse);
        var flip = Vector128.Create(offset);
        int p = 0;
        for (; p + Vector128<sbyte>.Count <= k; p += Vector128<sbyte>.Count)
        {
            Vector128<short> lower = Vector128.Narrow(Rounded(a + p, factor), Rounded(a + p + 4, factor));
            Vector128<short> upper = Vector128.Narrow(Rounded(a + p + 8, factor), Rounded(a + p + 12, factor));
            (Vector128.Narrow(lower, upper) + flip).Store(numbers + p);
        }

        for (; p < k; p++)
            numbers[p] = (sbyte)((int)MathF.Round(a[p] * inverse) + offset);
        for (; p < length; p++)
            numbers[p] = offset;
        return largest / 127f;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Rounded(float* a, Vector128<float> factor) => Vector128.ConvertToInt32(Vector128.Round(Vector128.Load(a) * factor));
}
