using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdNet.Perf.Limits;

/// <summary>Multiply-adds on registers only, 12 independent chains, at the widest width.</summary>
internal static class FmaLoop
{
    // Two units with a latency of 4 need 8 chains; 12 leave room, and with the factor they fill 13 of AVX2's 16 registers.
    private const int Chains = 12;

    /// <summary>Bytes of a register.</summary>
    public static int Bytes => Vector512.IsHardwareAccelerated ? 64 : Vector256.IsHardwareAccelerated ? 32 : 16;

    public static double FloatFlopsPerStep => 2.0 * Chains * Bytes / sizeof(float);

    public static double DoubleFlopsPerStep => 2.0 * Chains * Bytes / sizeof(double);

    public static void RunFloat(int steps)
    {
        switch (Bytes)
        {
            case 64: Run<Vector512<float>, Float512>(steps); break;
            case 32: Run<Vector256<float>, Float256>(steps); break;
            default: Run<Vector128<float>, Float128>(steps); break;
        }
    }

    public static void RunDouble(int steps)
    {
        switch (Bytes)
        {
            case 64: Run<Vector512<double>, Double512>(steps); break;
            case 32: Run<Vector256<double>, Double256>(steps); break;
            default: Run<Vector128<double>, Double128>(steps); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector Run<TVector, TOperations>(int steps)
        where TOperations : IFmaOperations<TVector>
    {
        TVector x = TOperations.Half;
        TVector c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (int i = 0; i < steps; i++)
        {
            c0 = TOperations.MultiplyAdd(c0, x, x);
            c1 = TOperations.MultiplyAdd(c1, x, x);
            c2 = TOperations.MultiplyAdd(c2, x, x);
            c3 = TOperations.MultiplyAdd(c3, x, x);
            c4 = TOperations.MultiplyAdd(c4, x, x);
            c5 = TOperations.MultiplyAdd(c5, x, x);
            c6 = TOperations.MultiplyAdd(c6, x, x);
            c7 = TOperations.MultiplyAdd(c7, x, x);
            c8 = TOperations.MultiplyAdd(c8, x, x);
            c9 = TOperations.MultiplyAdd(c9, x, x);
            c10 = TOperations.MultiplyAdd(c10, x, x);
            c11 = TOperations.MultiplyAdd(c11, x, x);
        }

        // One chain more that reads all of them, so that none is dropped as unused.
        c0 = TOperations.MultiplyAdd(c0, c1, c2);
        c3 = TOperations.MultiplyAdd(c3, c4, c5);
        c6 = TOperations.MultiplyAdd(c6, c7, c8);
        c9 = TOperations.MultiplyAdd(c9, c10, c11);
        return TOperations.MultiplyAdd(c0, c3, TOperations.MultiplyAdd(c6, c9, x));
    }

    private interface IFmaOperations<TVector>
    {
        static abstract TVector Half { get; }

        static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);
    }

    private readonly struct Float512 : IFmaOperations<Vector512<float>>
    {
        public static Vector512<float> Half => Vector512.Create(0.5f);

        public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> z) => Vector512.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Float256 : IFmaOperations<Vector256<float>>
    {
        public static Vector256<float> Half => Vector256.Create(0.5f);

        public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z) => Vector256.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Float128 : IFmaOperations<Vector128<float>>
    {
        public static Vector128<float> Half => Vector128.Create(0.5f);

        public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z) => Vector128.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Double512 : IFmaOperations<Vector512<double>>
    {
        public static Vector512<double> Half => Vector512.Create(0.5);

        public static Vector512<double> MultiplyAdd(Vector512<double> x, Vector512<double> y, Vector512<double> z) => Vector512.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Double256 : IFmaOperations<Vector256<double>>
    {
        public static Vector256<double> Half => Vector256.Create(0.5);

        public static Vector256<double> MultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> z) => Vector256.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Double128 : IFmaOperations<Vector128<double>>
    {
        public static Vector128<double> Half => Vector128.Create(0.5);

        public static Vector128<double> MultiplyAdd(Vector128<double> x, Vector128<double> y, Vector128<double> z) => Vector128.FusedMultiplyAdd(x, y, z);
    }
}
