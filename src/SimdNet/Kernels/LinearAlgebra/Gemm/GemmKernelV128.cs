using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>Portable 128-bit vectors: 16 registers of 4 floats on x64. 6 rows x 2 registers = 12 accumulators, as at AVX2.</summary>
internal readonly unsafe struct GemmKernelV128 : IGemmKernel<Vector128<float>>
{
    public static int Width => 4;
    public static int Accumulators => 12;
    public static int TileColumns => 2;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadFirst(float* source, int count) =>
        count == 4 ? Vector128.Load(source) : F32x4.LoadPartial(source, (nuint)count, default).Vector;

    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector128<float> value, float* destination, int count)
    {
        if (count == 4)
            value.Store(destination);
        else
            F32x4.StorePartial(new F32x4(value), destination, (nuint)count);
    }

    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    public static Vector128<float> LoadElement(float* a) => Vector128.Create(*a);

    public static Vector128<float> MultiplyAdd(Vector128<float> element, Vector128<float> b, Vector128<float> sum) =>
        Vector128.FusedMultiplyAdd(element, b, sum);
}
