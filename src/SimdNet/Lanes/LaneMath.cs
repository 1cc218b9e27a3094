using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

/// <summary>
/// The transcendental functions, each written once for every width. Polynomials are minimax fits of degree and interval as stated
/// (Remez, relative error, coefficients rounded to float). Error bounds are in ULP of the float result; each was measured over all 2^32 floats.
/// </summary>
internal static partial class LaneMath
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts: n * hi is subtracted with one rounding, lo is what hi lacks.
    private const float Ln2Hi = 0.693147182f;
    private const float Ln2Lo = -1.90465421e-9f;

    // Below: e^x rounds to 0. Above: to infinity. Further out nothing changes, and the scale stays in its range.
    private const float ExpLow = -105f;
    private const float ExpHigh = 90f;

    /// <summary>e^x. At most 0.90 ULP; subnormal results included, 0 below -103.97, infinity above 88.73, NaN for NaN.</summary>
    /// <remarks>x = n ln 2 + r with |r| at most ln(2)/2; e^r = 1 + r + r^2 q(r), q of degree 4, by Horner's rule; then scaled by 2^n.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILane<T>
    {
        x = T.Clamp(x, T.Broadcast(ExpLow), T.Broadcast(ExpHigh));
        T n = T.Round(x * T.Broadcast(Log2E));
        T r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Hi), x);
        r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Lo), r);

        T q = T.Broadcast(0.00138637568f);
        q = T.FusedMultiplyAdd(q, r, T.Broadcast(0.00836750911f));
        q = T.FusedMultiplyAdd(q, r, T.Broadcast(0.0416672388f));
        q = T.FusedMultiplyAdd(q, r, T.Broadcast(0.166665338f));
        q = T.FusedMultiplyAdd(q, r, T.Broadcast(0.5f));
        q = T.FusedMultiplyAdd(q, r, T.Broadcast(1f));
        return T.Scale(T.FusedMultiplyAdd(q, r, T.Broadcast(1f)), n);
    }

    /// <summary>ln x. At most 0.86 ULP; subnormal x included, -infinity for zeros, NaN below zero and for NaN.</summary>
    /// <remarks>x = 2^e m with m in [sqrt(1/2), sqrt 2); f = m - 1; ln m = f - f^2/2 + f^3 P(f), P of degree 8; then e ln 2 is added in two parts.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T isSubnormal = T.LessThan(x, T.Broadcast(F32.MinNormal));
        T normal = T.Select(isSubnormal, x * T.Broadcast(8388608f), x); // 2^23

        T m = T.Mantissa(normal);
        T e = T.Exponent(normal) - T.Select(isSubnormal, T.Broadcast(23f), T.Broadcast(0f));
        T isHigh = T.LessThan(T.Broadcast(1.41421354f), m);
        m = T.Select(isHigh, m * T.Broadcast(0.5f), m);
        e = T.Select(isHigh, e + one, e);
        T f = m - one;

        T p = T.Broadcast(0.067466421f);
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(-0.116756525f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(0.118881619f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(-0.124055888f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(0.142195524f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(-0.166679959f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(0.200021187f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(-0.250000096f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(0.333333126f));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(-0.5f));
        T low = T.FusedMultiplyAdd(p, f * f, e * T.Broadcast(Ln2Lo));
        T y = T.FusedMultiplyAdd(e, T.Broadcast(Ln2Hi), f + low);

        // Infinity stays itself, 0 gives -infinity, negative numbers and NaN give NaN.
        T zero = T.Broadcast(0f);
        y = T.Select(T.LessThan(x, T.Broadcast(float.PositiveInfinity)), y, x);
        T special = T.Select(T.LessThan(x, zero), T.Broadcast(float.NaN), x + T.Broadcast(float.NegativeInfinity));
        return T.Select(T.LessThan(zero, x), y, special);
    }

    /// <summary>1 / (1 + e^-x). At most 2.41 ULP.</summary>
    /// <remarks>With z = e^-|x|, so that nothing overflows and small results keep their digits: z / (1 + z) below zero, 1 / (1 + z) above.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T z = Exp(-T.Abs(x));
        return T.Select(T.LessThan(x, T.Broadcast(0f)), z, one) / (one + z);
    }

    /// <summary>tanh x. At most 1.51 ULP; the sign of zero is kept.</summary>
    /// <remarks>Below 0.625: x + x^3 P(x^2), P of degree 4. From there on: (1 - z) / (1 + z) with z = e^-2|x|.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T abs = T.Abs(x);

        T t = x * x;
        T p = T.Broadcast(-0.00591050555f);
        p = T.FusedMultiplyAdd(p, t, T.Broadcast(0.0208464312f));
        p = T.FusedMultiplyAdd(p, t, T.Broadcast(-0.0538132654f));
        p = T.FusedMultiplyAdd(p, t, T.Broadcast(0.133325045f));
        p = T.FusedMultiplyAdd(p, t, T.Broadcast(-0.333333326f));
        T small = T.FusedMultiplyAdd(p, t * abs, abs);

        T z = Exp(abs * T.Broadcast(-2f));
        T large = (one - z) / (one + z);
        return T.CopySign(T.Select(T.LessThan(abs, T.Broadcast(0.625f)), small, large), x);
    }
}
