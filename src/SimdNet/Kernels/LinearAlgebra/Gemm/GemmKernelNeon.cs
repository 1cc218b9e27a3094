using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace SimdNet.Kernels;

/// <summary>
/// ARM64 Advanced SIMD: 32 registers of 4 floats or 2 doubles. 6 rows x 4 registers = 24 accumulators, 4 for B, 1 for A: 29 of 32.
/// The multiply-add picks A's element from a lane (fmla by lane), which saves the broadcast. Packed A fills the lanes: a step of 24 multiply-adds
/// then takes 2 loads of A (of doubles 3) and 2 of B (ldp); from A in place, one element a load, it takes 6 and 2.
/// </summary>
internal readonly unsafe struct GemmKernelNeon<T> : IGemmKernel<T, Vector128<T>>
    where T : unmanaged
{
    public static int Width => Vector128<T>.Count;
    public static int Registers => 32;
    public static int TileColumns => 4;

    public static Vector128<T> Zero => Vector128<T>.Zero;

    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadFirst(T* source, int count) => GemmKernelV128<T>.LoadFirst(source, count);

    public static void Store(Vector128<T> value, T* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector128<T> value, T* destination, int count) => GemmKernelV128<T>.StoreFirst(value, destination, count);

    public static void Prefetch(T* address)
    {
        // .NET has no portable prefetch.
    }

    public static Vector128<T> Multiply(Vector128<T> left, Vector128<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FusedMultiplyAdd(Vector128<T> left, Vector128<T> right, Vector128<T> addend) => GemmKernelV128<T>.MultiplyAdd(left, 0, right, addend);

    public static Vector128<T> Divide(Vector128<T> left, Vector128<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfEqual(Vector128<T> left, Vector128<T> right, Vector128<T> then, Vector128<T> otherwise) =>
        GemmKernelV128<T>.IfEqual(left, right, then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfLarger(Vector128<T> left, Vector128<T> right, Vector128<T> then, Vector128<T> otherwise) =>
        GemmKernelV128<T>.IfLarger(left, right, then, otherwise);

    // NEON's maximum has another opinion on zeros.
    public static Vector128<T> AtLeast(Vector128<T> floor, Vector128<T> value) => Vector128.ConditionalSelect(Vector128.LessThan(value, floor), floor, value);

    public static Vector128<T> WidenLower(Vector128<T> pairs) => (pairs.AsUInt32() << 16).As<uint, T>();

    public static Vector128<T> WidenUpper(Vector128<T> pairs) => (pairs.AsUInt32() & Vector128.Create(0xFFFF0000u)).As<uint, T>();

    public static bool MultipliesByLane => true;

    public static Vector128<T> LoadElement(T* a) => Vector128.CreateScalarUnsafe(*a);

#pragma warning disable CA1857 // The lane is a constant once this is inlined; GemmDisassemblyTests would see it if it were not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, int lane, Vector128<T> b, Vector128<T> sum) => typeof(T) == typeof(float)
        ? AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(sum.AsSingle(), b.AsSingle(), a.AsSingle(), (byte)(lane & 3)).As<float, T>()
        : AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(sum.AsDouble(), b.AsDouble(), a.AsDouble(), (byte)(lane & 1)).As<double, T>();
#pragma warning restore CA1857
}
