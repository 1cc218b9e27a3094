using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>AVX-512: 32 registers of 16 floats. 12 rows x 2 registers = 24 accumulators, 2 for B, 1 for the broadcast element: 27 of 32.</summary>
internal readonly unsafe struct GemmKernelAvx512 : IGemmKernel<Vector512<float>>
{
    public static int Width => 16;
    public static int Accumulators => 24;
    public static int TileColumns => 2;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Load(float* source) => Avx512F.LoadVector512(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFirst(float* source, int count) => Avx512F.MaskLoad(source, First(count), Vector512<float>.Zero);

    public static void Store(Vector512<float> value, float* destination) => Avx512F.Store(destination, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector512<float> value, float* destination, int count) => Avx512F.MaskStore(destination, First(count), value);

    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    public static Vector512<float> LoadElement(float* a) => Vector512.Create(*a);

    public static Vector512<float> MultiplyAdd(Vector512<float> element, Vector512<float> b, Vector512<float> sum) =>
        Avx512F.FusedMultiplyAdd(element, b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> First(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
