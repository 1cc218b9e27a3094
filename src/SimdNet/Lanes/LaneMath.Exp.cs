using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

/// <summary>
/// The transcendental functions, each written once for every width, a family in a file. Polynomials are minimax fits of degree and interval as stated
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

    /// <summary>e^x. At most 1.1 ULP; subnormal results included, 0 below -103.97, infinity above 88.73, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T p = ReducedExpm1(T.Clamp(x, T.Broadcast(ExpLow), T.Broadcast(ExpHigh)), out T n);
        return T.Scale(T.Broadcast(1f) + p, n);
    }

    /// <summary>e^x - 1. At most 1.5 ULP; -1 below -17.33, infinity above 88.73, the sign of zero is kept, NaN for NaN.</summary>
    /// <remarks>With e^x = (1 + p) 2^n: p 2^n + (2^n - 1), and what rounding took from p; half of it, since 2^128 is no float.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Expm1<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T p = ReducedExpm1(T.Clamp(x, T.Broadcast(-25f), T.Broadcast(88.8f)), out T n, out T low);
        T half = T.Broadcast(0.5f);
        T scale = T.Scale(half, n);
        T y = T.FusedMultiplyAdd(low, scale, T.FusedMultiplyAdd(p, scale, scale - half));
        return T.CopySign(T.IfLess(T.Abs(n), half, p, y + y), x);
    }

    /// <summary>p and n with e^x = (1 + p) 2^n, |p| at most 0.42, for finite x of at most 105 or so; NaN gives NaN.</summary>
    /// <remarks>x = n ln 2 + r with |r| at most ln(2)/2; p = r + r^2 q(r), q of degree 4. Estrin's scheme: its chain of dependent steps is shorter than Horner's.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReducedExpm1<T>(T x, out T n)
        where T : unmanaged, ILane<T> => ReducedExpm1(x, out n, out _);

    /// <summary>As above, with what rounding took from p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReducedExpm1<T>(T x, out T n, out T low)
        where T : unmanaged, ILane<T>
    {
        n = T.Round(x * T.Broadcast(Log2E));
        T r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Hi), x);
        r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Lo), r);
        T r2 = r * r;
        T q = T.FusedMultiplyAdd(T.Broadcast(0.166665338f), r, 0.5f);
        T high = T.FusedMultiplyAdd(T.Broadcast(0.00836750911f), r, 0.0416672388f);
        high = T.FusedMultiplyAdd(T.Broadcast(0.00138637568f), r2, high);
        q = T.FusedMultiplyAdd(high, r2, q);
        T p = T.FusedMultiplyAdd(q, r2, r);
        low = T.FusedMultiplyAdd(q, r2, r - p);
        return p;
    }
}
