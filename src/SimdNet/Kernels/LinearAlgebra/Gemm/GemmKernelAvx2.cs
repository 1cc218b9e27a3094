using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>AVX2 with FMA: 16 registers of 8 floats or 4 doubles. 6 rows x 2 registers = 12 accumulators, 2 for B, 1 for the broadcast element: 15 of 16.</summary>
internal readonly unsafe struct GemmKernelAvx2<T> : IGemmKernel<T, Vector256<T>>
    where T : unmanaged
{
    public static int Width => Vector256<T>.Count;
    public static int Registers => 16;
    public static int TileColumns => 2;

    public static Vector256<T> Zero => Vector256<T>.Zero;

    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadFirst(T* source, int count) => typeof(T) == typeof(float)
        ? Avx.MaskLoad((float*)source, First32(count)).As<float, T>()
        : Avx.MaskLoad((double*)source, First64(count)).As<double, T>();

    public static void Store(Vector256<T> value, T* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector256<T> value, T* destination, int count)
    {
        if (typeof(T) == typeof(float))
            Avx.MaskStore((float*)destination, First32(count), value.AsSingle());
        else
            Avx.MaskStore((double*)destination, First64(count), value.AsDouble());
    }

    public static void Prefetch(T* address) => Sse.Prefetch0(address);

    public static Vector256<T> Multiply(Vector256<T> left, Vector256<T> right) => left * right;

    public static Vector256<T> FusedMultiplyAdd(Vector256<T> left, Vector256<T> right, Vector256<T> addend) => MultiplyAdd(left, 0, right, addend);

    public static Vector256<T> Divide(Vector256<T> left, Vector256<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IfEqual(Vector256<T> left, Vector256<T> right, Vector256<T> then, Vector256<T> otherwise) =>
        Vector256.ConditionalSelect(Vector256.Equals(left, right), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IfLarger(Vector256<T> left, Vector256<T> right, Vector256<T> then, Vector256<T> otherwise) => typeof(T) == typeof(float)
        ? Vector256.ConditionalSelect(Vector256.GreaterThan(Vector256.Abs(left).AsInt32(), Vector256.Abs(right).AsInt32()).As<int, T>(), then, otherwise)
        : Vector256.ConditionalSelect(Vector256.GreaterThan(Vector256.Abs(left).AsInt64(), Vector256.Abs(right).AsInt64()).As<long, T>(), then, otherwise);

    // The value stands second: x86 returns the second operand when one is NaN, or both are zeros.
    public static Vector256<T> AtLeast(Vector256<T> floor, Vector256<T> value) => Vector256.MaxNative(floor, value);

    public static Vector256<T> WidenLower(Vector256<T> pairs) => (pairs.AsUInt32() << 16).As<uint, T>();

    public static Vector256<T> WidenUpper(Vector256<T> pairs) => (pairs.AsUInt32() & Vector256.Create(0xFFFF0000u)).As<uint, T>();

    public static bool MultipliesByLane => false;

    public static Vector256<T> LoadElement(T* a) => Vector256.Create(*a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, int lane, Vector256<T> b, Vector256<T> sum) => typeof(T) == typeof(float)
        ? Fma.MultiplyAdd(a.AsSingle(), b.AsSingle(), sum.AsSingle()).As<float, T>()
        : Fma.MultiplyAdd(a.AsDouble(), b.AsDouble(), sum.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> First32(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> First64(int count) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble();
}
