using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdNet.Kernels;

/// <summary>Portable 128-bit vectors: 16 registers of 4 floats or 2 doubles on x64. 6 rows x 2 registers = 12 accumulators, as at AVX2.</summary>
internal readonly unsafe struct GemmKernelV128<T> : IGemmKernel<T, Vector128<T>>
    where T : unmanaged
{
    public static int Width => Vector128<T>.Count;
    public static int Registers => 16;
    public static int TileColumns => 2;

    public static Vector128<T> Zero => Vector128<T>.Zero;

    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    // Neither SSE nor NEON has a masked load: at most three elements one by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadFirst(T* source, int count)
    {
        if (count == Width)
            return Vector128.Load(source);
        Vector128<T> v = Vector128.CreateScalar(source[0]);
        if (count > 1)
            v = v.WithElement(1, source[1]);
        if (Width > 2 && count > 2)
            v = v.WithElement(2, source[2]);
        return v;
    }

    public static void Store(Vector128<T> value, T* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector128<T> value, T* destination, int count)
    {
        if (count == Width)
        {
            value.Store(destination);
            return;
        }

        destination[0] = value.ToScalar();
        if (count > 1)
            destination[1] = value.GetElement(1);
        if (Width > 2 && count > 2)
            destination[2] = value.GetElement(2);
    }

    public static void Prefetch(T* address)
    {
        // .NET has no portable prefetch.
    }

    public static Vector128<T> Multiply(Vector128<T> left, Vector128<T> right) => left * right;

    public static Vector128<T> FusedMultiplyAdd(Vector128<T> left, Vector128<T> right, Vector128<T> addend) => MultiplyAdd(left, 0, right, addend);

    public static Vector128<T> Divide(Vector128<T> left, Vector128<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfEqual(Vector128<T> left, Vector128<T> right, Vector128<T> then, Vector128<T> otherwise) =>
        Vector128.ConditionalSelect(Vector128.Equals(left, right), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfLarger(Vector128<T> left, Vector128<T> right, Vector128<T> then, Vector128<T> otherwise) => typeof(T) == typeof(float)
        ? Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128.Abs(left).AsInt32(), Vector128.Abs(right).AsInt32()).As<int, T>(), then, otherwise)
        : Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128.Abs(left).AsInt64(), Vector128.Abs(right).AsInt64()).As<long, T>(), then, otherwise);

    // The value stands second: x86 returns the second operand when one is NaN, or both are zeros.
    public static Vector128<T> AtLeast(Vector128<T> floor, Vector128<T> value) => Vector128.MaxNative(floor, value);

    public static Vector128<T> WidenLower(Vector128<T> pairs) => (pairs.AsUInt32() << 16).As<uint, T>();

    public static Vector128<T> WidenUpper(Vector128<T> pairs) => (pairs.AsUInt32() & Vector128.Create(0xFFFF0000u)).As<uint, T>();

    public static bool MultipliesByLane => false;

    public static Vector128<T> LoadElement(T* a) => Vector128.Create(*a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, int lane, Vector128<T> b, Vector128<T> sum) => typeof(T) == typeof(float)
        ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), sum.AsSingle()).As<float, T>()
        : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), sum.AsDouble()).As<double, T>();
}
