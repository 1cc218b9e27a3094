using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdNet.Perf.Limits;

/// <summary>Multiply-adds on registers only, 12 independent chains, at the widest width.</summary>
internal static class FmaLoop
{
    private const int Chains = 12;

    public static int Width => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    public static double FlopsPerStep => 2.0 * Chains * Width;

    public static float Run(int steps) => Width switch
    {
        16 => Run512(steps),
        8 => Run256(steps),
        _ => Run128(steps),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512(int steps)
    {
        Vector512<float> x = Vector512.Create(0.5f);
        Vector512<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (int i = 0; i < steps; i++)
        {
            c0 = Vector512.FusedMultiplyAdd(c0, x, x);
            c1 = Vector512.FusedMultiplyAdd(c1, x, x);
            c2 = Vector512.FusedMultiplyAdd(c2, x, x);
            c3 = Vector512.FusedMultiplyAdd(c3, x, x);
            c4 = Vector512.FusedMultiplyAdd(c4, x, x);
            c5 = Vector512.FusedMultiplyAdd(c5, x, x);
            c6 = Vector512.FusedMultiplyAdd(c6, x, x);
            c7 = Vector512.FusedMultiplyAdd(c7, x, x);
            c8 = Vector512.FusedMultiplyAdd(c8, x, x);
            c9 = Vector512.FusedMultiplyAdd(c9, x, x);
            c10 = Vector512.FusedMultiplyAdd(c10, x, x);
            c11 = Vector512.FusedMultiplyAdd(c11, x, x);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256(int steps)
    {
        Vector256<float> x = Vector256.Create(0.5f);
        Vector256<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (int i = 0; i < steps; i++)
        {
            c0 = Vector256.FusedMultiplyAdd(c0, x, x);
            c1 = Vector256.FusedMultiplyAdd(c1, x, x);
            c2 = Vector256.FusedMultiplyAdd(c2, x, x);
            c3 = Vector256.FusedMultiplyAdd(c3, x, x);
            c4 = Vector256.FusedMultiplyAdd(c4, x, x);
            c5 = Vector256.FusedMultiplyAdd(c5, x, x);
            c6 = Vector256.FusedMultiplyAdd(c6, x, x);
            c7 = Vector256.FusedMultiplyAdd(c7, x, x);
            c8 = Vector256.FusedMultiplyAdd(c8, x, x);
            c9 = Vector256.FusedMultiplyAdd(c9, x, x);
            c10 = Vector256.FusedMultiplyAdd(c10, x, x);
            c11 = Vector256.FusedMultiplyAdd(c11, x, x);
        }

        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run128(int steps)
    {
        Vector128<float> x = Vector128.Create(0.5f);
        Vector128<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (int i = 0; i < steps; i++)
        {
            c0 = Vector128.FusedMultiplyAdd(c0, x, x);
            c1 = Vector128.FusedMultiplyAdd(c1, x, x);
            c2 = Vector128.FusedMultiplyAdd(c2, x, x);
            c3 = Vector128.FusedMultiplyAdd(c3, x, x);
            c4 = Vector128.FusedMultiplyAdd(c4, x, x);
            c5 = Vector128.FusedMultiplyAdd(c5, x, x);
            c6 = Vector128.FusedMultiplyAdd(c6, x, x);
            c7 = Vector128.FusedMultiplyAdd(c7, x, x);
            c8 = Vector128.FusedMultiplyAdd(c8, x, x);
            c9 = Vector128.FusedMultiplyAdd(c9, x, x);
            c10 = Vector128.FusedMultiplyAdd(c10, x, x);
            c11 = Vector128.FusedMultiplyAdd(c11, x, x);
        }

        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
