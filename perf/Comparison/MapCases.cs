using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary>Functions of one vector: exp, log, relu, sigmoid, tanh, gelu, softmax, layer norm.</summary>
internal static class MapCases
{
    // For everybody: a few dozen ULPs of the number or a few of the largest, so that the check finds wrong functions, not differences of quality.
    private const double Relative = 3e-6;
    private static readonly double s_ofLargest = Math.ScaleB(1, -22);

    private delegate void MapFunction(ReadOnlySpan<float> x, Span<float> y);

    public static ComparisonCase Exp(int n, PeerSet peers) =>
        Map("exp", n, peers, Each(ReferenceActivations.Exp), ElementwiseKernels.Exp, TensorPrimitives.Exp, "Exp");

    public static ComparisonCase Sigmoid(int n, PeerSet peers) =>
        Map("sigmoid", n, peers, Each(ReferenceActivations.Sigmoid), (x, y) => ActivationKernels.Forward(Activation.Sigmoid, x, y), TensorPrimitives.Sigmoid, "Sigmoid");

    public static ComparisonCase Tanh(int n, PeerSet peers) =>
        Map("tanh", n, peers, Each(ReferenceActivations.Tanh), (x, y) => ActivationKernels.Forward(Activation.Tanh, x, y), TensorPrimitives.Tanh, "Tanh");

    // Of |x| + 1/8: numbers on both sides of 1.
    public static ComparisonCase Log(int n, PeerSet peers) =>
        Map("log", n, peers, Each(ReferenceActivations.Log), ElementwiseKernels.Log, TensorPrimitives.Log, "Log", x => MathF.Abs(x) + 0.125f);

    public static ComparisonCase Relu(int n, PeerSet peers) =>
        Map("relu", n, peers, Each(ReferenceActivations.Relu), (x, y) => ActivationKernels.Forward(Activation.Relu, x, y), (x, y) => TensorPrimitives.Max(x, 0f, y), "Relu");

    // Of 4x: both parts of its formula.
    public static ComparisonCase Gelu(int n, PeerSet peers) =>
        Map("gelu", n, peers, Each(ReferenceActivations.Gelu), (x, y) => ActivationKernels.Forward(Activation.Gelu, x, y), null, "Gelu", x => 4 * x);

    public static ComparisonCase LayerNorm(int n, PeerSet peers)
    {
        float[] gamma = [.. Enumerable.Repeat(1f, n)];
        var beta = new float[n];
        float[] mean = new float[1], rstd = new float[1];
        return Map("layer-norm", n, peers, x => ReferenceNorms.LayerNorm([.. x.Select(value => (double)value)], n, [.. Enumerable.Repeat(1.0, n)], new double[n], 1e-5).Y, (x, y) => RowKernels.LayerNorm(x, n, gamma, beta, 1e-5f, y, mean, rstd), null, "LayerNormalization");
    }

    public static ComparisonCase Softmax(int n, PeerSet peers) =>
        Map("softmax", n, peers, x => ReferenceRows.Softmax(x, n), (x, y) => RowKernels.Softmax(x, n, y), TensorPrimitives.SoftMax, "Softmax");

    private static ComparisonCase Map(string name, int n, PeerSet peers, Func<float[], double[]> reference, MapFunction simdNet, MapFunction? tensorPrimitives, string onnxOperator, Func<float, float>? prepare = null) => new($"{name}/f32/{n}", Limit.None, n, 1, contest =>
    {
        AlignedBuffer x = contest.Uniform(n, stream: 0);
        for (int i = 0; prepare is not null && i < n; i++)
            x.Span[i] = prepare(x.Span[i]);
        AlignedBuffer y = contest.Result(n);
        double[] expected = reference(x.Span.ToArray());
        double largest = expected.Max(Math.Abs);
        contest.Expect(y, Expectation.All(expected, i => (Relative * Math.Abs(expected[i])) + (s_ofLargest * largest)));
        contest.Add("simdnet", Repeat(simdNet, x, y));
        contest.Add(PeerSet.TensorPrimitives, tensorPrimitives is null ? null : Repeat(tensorPrimitives, x, y));
        contest.Add("onnxruntime", peers.OnnxRuntime?.Session(onnxOperator == "LayerNormalization" ? OnnxModel.LayerNormalization(n) : OnnxModel.Unary(onnxOperator, n), threads: 1, contest, new OnnxTensor(y, 1, n), new OnnxTensor(x, 1, n)));
    });

    private static Func<float[], double[]> Each(Func<double, double> function) => x => [.. x.Select(value => function(value))];

    private static Action<int> Repeat(MapFunction function, AlignedBuffer x, AlignedBuffer y) => times =>
    {
        ReadOnlySpan<float> input = x.Span;
        Span<float> output = y.Span;
        for (int i = 0; i < times; i++)
            function(input, output);
    };
}
