using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace SimdNet.Kernels;

/// <summary>
/// ARM64 Advanced SIMD: 32 registers of 4 floats. 6 rows x 4 registers = 24 accumulators, 4 for B, 1 for the element of A: 29 of 32.
/// The element stays in lane 0 and the multiply-add picks it from there (fmla by lane), which saves the broadcast.
/// </summary>
internal readonly unsafe struct GemmKernelNeon : IGemmKernel<Vector128<float>>
{
    public static int Width => 4;
    public static int Accumulators => 24;
    public static int TileColumns => 4;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> Load(float* source) => AdvSimd.LoadVector128(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadFirst(float* source, int count) => GemmKernelV128.LoadFirst(source, count);

    public static void Store(Vector128<float> value, float* destination) => AdvSimd.Store(destination, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector128<float> value, float* destination, int count) => GemmKernelV128.StoreFirst(value, destination, count);

    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => AdvSimd.Multiply(left, right);

    public static Vector128<float> LoadElement(float* a) => Vector128.CreateScalarUnsafe(*a);

    public static Vector128<float> MultiplyAdd(Vector128<float> element, Vector128<float> b, Vector128<float> sum) =>
        AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(sum, b, element, 0);
}
