using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>Elementary functions on spans. What System.Numerics.Tensors does exactly (add, multiply, abs, sqrt, clamp) is not repeated here.</summary>
public static unsafe class ElementwiseKernels
{
    /// <summary>y[i] = e^x[i]</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 1.1 ULP over all floats, subnormal results included; 0 below -103.97, infinity above 88.73, NaN for NaN. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => Map<ExpFormula>(x, y);

    /// <summary>y[i] = ln x[i]</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 1.1 ULP over all floats, subnormal ones included; -infinity for zeros, NaN below zero and for NaN. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Log(ReadOnlySpan<float> x, Span<float> y) => Map<LogFormula>(x, y);

    /// <summary>y[i] = e^x[i] - 1</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 1.5 ULP over all floats; -1 below -17.33, infinity above 88.73, the sign of zero is kept, NaN for NaN. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Expm1(ReadOnlySpan<float> x, Span<float> y) => Map<Expm1Formula>(x, y);

    /// <summary>y[i] = ln(1 + x[i])</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 1.5 ULP over all floats; -infinity for -1, NaN below -1 and for NaN, the sign of zero is kept. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Log1p(ReadOnlySpan<float> x, Span<float> y) => Map<Log1pFormula>(x, y);

    /// <summary>y[i] = 1 / (1 + e^-x[i])</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 1.5 ULP over all floats, subnormal results included; NaN for NaN. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => Map<SigmoidFormula>(x, y);

    /// <summary>y[i] = tanh x[i]</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 1.3 ULP over all floats; the sign of zero is kept, NaN for NaN. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => Map<TanhFormula>(x, y);

    /// <summary>y[i] = erf x[i], 2 / sqrt(pi) times the integral of e^-t^2 from 0 to x[i]</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 1.2 ULP over all floats; the sign of zero is kept, NaN for NaN. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Erf(ReadOnlySpan<float> x, Span<float> y) => Map<ErfFormula>(x, y);

    /// <summary>y[i] = ln(1 + e^x[i])</summary>
    /// <param name="x">the arguments</param>
    /// <param name="y">as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. At most 2 ULP over all floats, subnormal results included; NaN for NaN. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> y) => Map<SoftplusFormula>(x, y);

    /// <summary>ln x of one number, the same bits as <see cref="Log(ReadOnlySpan{float}, Span{float})"/>.</summary>
    internal static float Log(float x)
    {
        F32x1 y = LaneMath.Log(F32x1.Broadcast(x));
        return F32x1.SumTree(y);
    }

    /// <summary>y[i] = f(x[i]): what every function here is, and how formulas without a kernel are measured.</summary>
    internal static void Map<TFormula>(ReadOnlySpan<float> x, Span<float> y)
        where TFormula : struct, IFormula
    {
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        fixed (float* px = x, py = y)
            ElementwiseLoop.Run(new MapKernel<TFormula>(px, py), x.Length);
    }

    internal interface IFormula
    {
        static abstract T Invoke<T>(T x) where T : unmanaged, ILane<T>;
    }

    private readonly struct ExpFormula : IFormula
    {
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Exp(x);
    }

    private readonly struct LogFormula : IFormula
    {
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Log(x);
    }

    private readonly struct Expm1Formula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Expm1(x);
    }

    private readonly struct Log1pFormula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Log1p(x);
    }

    private readonly struct SigmoidFormula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Sigmoid(x);
    }

    private readonly struct TanhFormula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Tanh(x);
    }

    private readonly struct ErfFormula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Erf(x);
    }

    private readonly struct SoftplusFormula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Softplus(x);
    }

    private readonly struct MapKernel<TFormula>(float* x, float* y) : IElementwise
        where TFormula : struct, IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Store(TFormula.Invoke(access.Load<T, TAccess>(x, i)), y, i);
    }
}
