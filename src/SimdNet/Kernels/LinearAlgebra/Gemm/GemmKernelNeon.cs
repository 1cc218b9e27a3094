using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace SimdNet.Kernels;

/// <summary>
/// ARM64 Advanced SIMD: 32 registers of 4 floats or 2 doubles. 6 rows x 4 registers = 24 accumulators, 4 for B, 1 for the element of A: 29 of 32.
/// The element stays in lane 0 and the multiply-add picks it from there (fmla by lane), which saves the broadcast.
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

    public static Vector128<T> LoadElement(T* a) => Vector128.CreateScalarUnsafe(*a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> element, Vector128<T> b, Vector128<T> sum) => typeof(T) == typeof(float)
        ? AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(sum.AsSingle(), b.AsSingle(), element.AsSingle(), 0).As<float, T>()
        : AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(sum.AsDouble(), b.AsDouble(), element.AsDouble(), 0).As<double, T>();
}
