using System.Numerics.Tensors;
using SimdNet.Kernels;
using SimdNet.Inference;
using SimdNet.Nn;

namespace SimdNet.Perf.Comparison;

/// <summary>The cases, and how each is set up.</summary>
internal static class CaseList
{
    private const double BytesPerFloat = sizeof(float);

    public static IReadOnlyList<ComparisonCase> All { get; } =
    [
        .. new[] { 16, 32, 64, 128, 256, 512, 1024 }.Select(n => Gemm(n, n, n)),
        Gemm(64, 512, 784),
        Gemm(8, 512, 512),
        Gemm(1, 512, 512),
        .. new[] { 64, 4096, 1_000_000 }.Select(Dot),
        .. new[] { 64, 4096 }.SelectMany(n => new[]
        {
            Map("exp", n, ElementwiseKernels.Exp, TensorPrimitives.Exp),
            Map("sigmoid", n, (x, y) => ActivationKernels.Forward(Activation.Sigmoid, x, y), TensorPrimitives.Sigmoid),
            Map("tanh", n, (x, y) => ActivationKernels.Forward(Activation.Tanh, x, y), TensorPrimitives.Tanh),
            Map("softmax", n, (x, y) => RowKernels.Softmax(x, n, y), TensorPrimitives.SoftMax),
        }),
        Mlp(64, 128, 10),
        Mlp(784, 128, 10),
    ];

    private delegate void MapFunction(ReadOnlySpan<float> x, Span<float> y);

    private static ComparisonCase Gemm(int m, int n, int k) => new($"gemm/f32/{m}x{n}x{k}/t1", Limit.Fma, 2.0 * m * n * k, () =>
    {
        float[] a = Data.Uniform(m * k, stream: 0);
        float[] b = Data.Uniform(k * n, stream: 1);
        var c = new float[m * n];
        void Product() => Blas.Gemm(Transpose.No, Transpose.No, m, n, k, 1f, a, k, b, n, 0f, c, n);

        Product();
        (double[] expected, double[] magnitude) = ReferenceBlas.Gemm(Transpose.No, Transpose.No, m, n, k, 1f, a, k, b, n, 0f, c, n);
        Data.Check(c, expected, i => magnitude[i] * k * Math.ScaleB(1, -23));
        return [new Contestant("simdnet", Repeat(Product))];
    });

    private static ComparisonCase Dot(int n) => new($"dot/f32/{n}", n * 2 * BytesPerFloat <= 32768 ? Limit.L1 : Limit.None, 2 * n * BytesPerFloat, () =>
    {
        float[] x = Data.Uniform(n, stream: 0);
        float[] y = Data.Uniform(n, stream: 1);
        Data.Check([Blas.Dot(x, y)], [ReferenceBlas.Dot(x, y)], _ => n * Math.ScaleB(1, -24));
        return
        [
            new Contestant("simdnet", Repeat(() => Blas.Dot(x, y))),
            new Contestant("tensorprimitives", Repeat(() => TensorPrimitives.Dot(x, y))),
        ];
    });

    private static ComparisonCase Map(string name, int n, MapFunction simdNet, MapFunction tensorPrimitives) => new($"{name}/f32/{n}", Limit.None, n, () =>
    {
        float[] x = Data.Uniform(n, stream: 0);
        var y = new float[n];
        var peer = new float[n];
        simdNet(x, y);
        tensorPrimitives(x, peer);
        Data.Check(y, [.. peer.Select(value => (double)value)], i => 1e-5 * Math.Abs(peer[i]) + 1e-7);
        return
        [
            new Contestant("simdnet", Repeat(() => simdNet(x, y))),
            new Contestant("tensorprimitives", Repeat(() => tensorPrimitives(x, y))),
        ];
    });

    private static ComparisonCase Mlp(int inputs, int hidden, int outputs) => new($"mlp/{inputs}-{hidden}-{outputs}/b1/f32", Limit.None, 0, () =>
    {
        var network = new Sequential(new Linear(inputs, hidden), new ActivationLayer(Activation.Relu), new Linear(hidden, outputs));
        network.Initialize(seed: 1);
        InferencePlan plan = InferencePlan.Compile(network.ToGraph());
        InferenceContext context = plan.CreateContext();
        float[] x = Data.Uniform(inputs, stream: 0);
        var y = new float[outputs];
        return [new Contestant("simdnet", Repeat(() => context.Run(x, y)))];
    });

    private static Action<int> Repeat(Action once) => times =>
    {
        for (int i = 0; i < times; i++)
            once();
    };
}
