using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>AVX-512: 32 registers of 16 floats or 8 doubles. 12 rows x 2 registers = 24 accumulators, 2 for B, 1 for the broadcast element: 27 of 32.</summary>
internal readonly unsafe struct GemmKernelAvx512<T> : IGemmKernel<T, Vector512<T>>
    where T : unmanaged
{
    public static int Width => Vector512<T>.Count;
    public static int Registers => 32;
    public static int TileColumns => 2;

    public static Vector512<T> Zero => Vector512<T>.Zero;

    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadFirst(T* source, int count) => typeof(T) == typeof(float)
        ? Avx512F.MaskLoad((float*)source, First32(count), Vector512<float>.Zero).As<float, T>()
        : Avx512F.MaskLoad((double*)source, First64(count), Vector512<double>.Zero).As<double, T>();

    public static void Store(Vector512<T> value, T* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector512<T> value, T* destination, int count)
    {
        if (typeof(T) == typeof(float))
            Avx512F.MaskStore((float*)destination, First32(count), value.AsSingle());
        else
            Avx512F.MaskStore((double*)destination, First64(count), value.AsDouble());
    }

    public static void Prefetch(T* address) => Sse.Prefetch0(address);

    public static Vector512<T> Multiply(Vector512<T> left, Vector512<T> right) => left * right;

    public static Vector512<T> FusedMultiplyAdd(Vector512<T> left, Vector512<T> right, Vector512<T> addend) => MultiplyAdd(left, 0, right, addend);

    public static Vector512<T> Divide(Vector512<T> left, Vector512<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IfEqual(Vector512<T> left, Vector512<T> right, Vector512<T> then, Vector512<T> otherwise) =>
        Vector512.ConditionalSelect(Vector512.Equals(left, right), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IfLarger(Vector512<T> left, Vector512<T> right, Vector512<T> then, Vector512<T> otherwise) => typeof(T) == typeof(float)
        ? Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(left).AsInt32(), Vector512.Abs(right).AsInt32()).As<int, T>(), then, otherwise)
        : Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(left).AsInt64(), Vector512.Abs(right).AsInt64()).As<long, T>(), then, otherwise);

    // The value stands second: x86 returns the second operand when one is NaN, or both are zeros.
    public static Vector512<T> AtLeast(Vector512<T> floor, Vector512<T> value) => Vector512.MaxNative(floor, value);

    public static Vector512<T> WidenLower(Vector512<T> pairs) => (pairs.AsUInt32() << 16).As<uint, T>();

    public static Vector512<T> WidenUpper(Vector512<T> pairs) => (pairs.AsUInt32() & Vector512.Create(0xFFFF0000u)).As<uint, T>();

    public static bool MultipliesByLane => false;

    public static Vector512<T> LoadElement(T* a) => Vector512.Create(*a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, int lane, Vector512<T> b, Vector512<T> sum) => typeof(T) == typeof(float)
        ? Avx512F.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), sum.AsSingle()).As<float, T>()
        : Avx512F.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), sum.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> First32(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> First64(int count) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble();
}
