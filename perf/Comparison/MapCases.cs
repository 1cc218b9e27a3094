using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary>Functions of one vector: exp, sigmoid, tanh, softmax.</summary>
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

    public static ComparisonCase Softmax(int n, PeerSet peers) =>
        Map("softmax", n, peers, x => ReferenceRows.Softmax(x, n), (x, y) => RowKernels.Softmax(x, n, y), TensorPrimitives.SoftMax, "Softmax");

    private static ComparisonCase Map(string name, int n, PeerSet peers, Func<float[], double[]> reference, MapFunction simdNet, MapFunction tensorPrimitives, string onnxOperator) => new($"{name}/f32/{n}", Limit.None, n, 1, contest =>
    {
        AlignedBuffer x = contest.Uniform(n, stream: 0);
        AlignedBuffer y = contest.Result(n);
        double[] expected = reference(x.Span.ToArray());
        double largest = expected.Max(Math.Abs);
        contest.Expect(y, Expectation.All(expected, i => (Relative * Math.Abs(expected[i])) + (s_ofLargest * largest)));
        contest.Add("simdnet", Repeat(simdNet, x, y));
        contest.Add(PeerSet.TensorPrimitives, Repeat(tensorPrimitives, x, y));
        contest.Add("onnxruntime", peers.OnnxRuntime?.Session(OnnxModel.Unary(onnxOperator, n), threads: 1, contest, new OnnxTensor(y, 1, n), new OnnxTensor(x, 1, n)));
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
