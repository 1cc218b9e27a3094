namespace SimdNet.Kernels;

/// <summary>One float at a time, any processor: the plainest form of the product.</summary>
internal readonly unsafe struct GemmKernelScalar : IGemmKernel<float>
{
    public static int Width => 1;
    public static int Accumulators => 12;
    public static int TileColumns => 2;

    public static float Zero => 0f;

    public static float Broadcast(float value) => value;

    public static float Load(float* source) => *source;

    public static float LoadFirst(float* source, int count) => *source;

    public static void Store(float value, float* destination) => *destination = value;

    public static void StoreFirst(float value, float* destination, int count) => *destination = value;

    public static float Multiply(float left, float right) => left * right;

    public static float LoadElement(float* a) => *a;

    public static float MultiplyAdd(float element, float b, float sum) => MathF.FusedMultiplyAdd(element, b, sum);
}
