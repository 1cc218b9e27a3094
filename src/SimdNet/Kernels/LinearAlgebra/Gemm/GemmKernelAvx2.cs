using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>AVX2 with FMA: 16 registers of 8 floats. 6 rows x 2 registers = 12 accumulators, 2 for B, 1 for the broadcast element: 15 of 16.</summary>
internal readonly unsafe struct GemmKernelAvx2 : IGemmKernel<Vector256<float>>
{
    public static int Width => 8;
    public static int Accumulators => 12;
    public static int TileColumns => 2;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Load(float* source) => Avx.LoadVector256(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadFirst(float* source, int count) => Avx.MaskLoad(source, First(count));

    public static void Store(Vector256<float> value, float* destination) => Avx.Store(destination, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector256<float> value, float* destination, int count) => Avx.MaskStore(destination, First(count), value);

    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    public static Vector256<float> LoadElement(float* a) => Vector256.Create(*a);

    public static Vector256<float> MultiplyAdd(Vector256<float> element, Vector256<float> b, Vector256<float> sum) =>
        Fma.MultiplyAdd(element, b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> First(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();
}
