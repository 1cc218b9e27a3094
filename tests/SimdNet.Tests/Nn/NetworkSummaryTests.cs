using System.Globalization;
using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class NetworkSummaryTests
{
    // A product, statistics, a network in the network, and a function of rows.
    private static Sequential Nested() => new(
        new Linear(4, 3), new BatchNorm(3), new Sequential(new ActivationLayer(Activation.Relu), new Dropout(0.5f), new Linear(3, 2)), new Softmax());

    [Fact]
    public void Each_layer_has_its_numbers()
    {
        Assert.Equal(
            [
                // position, text, network, in, out, parameters, buffers, FLOP, FLOP in training
                new LayerSummary("0", "Linear(4, 3)", false, 4, 3, (4 * 3) + 3, 0, 2 * 4 * 3, 2 * 24), // the first layer: no dX
                new LayerSummary("1", "BatchNorm(3)", false, 3, 3, 2 * 3, 2 * 3, 4 * 3, 3 * 12),
                new LayerSummary("2", "Sequential", true, 3, 2, 0, 0, 0, 0),
                new LayerSummary("2.0", "ActivationLayer(relu)", false, 3, 3, 0, 0, 3, 2 * 3), // no parameters: no dW
                new LayerSummary("2.1", "Dropout(0.5)", false, 3, 3, 0, 0, 0, 0),
                new LayerSummary("2.2", "Linear(3, 2)", false, 3, 2, (3 * 2) + 2, 0, 2 * 3 * 2, 3 * 12),
                new LayerSummary("3", "Softmax", false, 2, 2, 0, 0, 4 * 2, 2 * 8),
            ],
            Nested().Summary().Layers);
    }

    [Fact]
    public void Totals_are_the_sums_over_the_layers()
    {
        Sequential network = Nested();
        NetworkSummary summary = network.Summary();

        Assert.Equal((4, 2), (summary.InFeatures, summary.OutFeatures));
        Assert.Equal(15 + 6 + 8, summary.Parameters);
        Assert.Equal(network.ParameterCount, summary.Parameters);
        Assert.Equal(6, summary.Buffers);
        Assert.Equal(4 * 29, summary.TrainableBytes);
        Assert.Equal(4 * 35, summary.Bytes);
        Assert.Equal(24 + 12 + 3 + 12 + 8, summary.Flops);
        Assert.Equal(network.Flops(4), summary.Flops);
        Assert.Equal(48 + 36 + 6 + 36 + 16, summary.TrainingFlops);
    }

    // Values of 35 numbers and gradients of the parameters among them, and the caches in lines of 16 floats: 3 x batch thrice twice behind layers 0, 1, 2.0 and 2.1,
    // 2 x batch twice behind layer 2, and a line of batch norm.
    [Theory, InlineData(1, (4 * 2 * 16) + (2 * 16) + 16), InlineData(64, (4 * 2 * 192) + (2 * 128) + 16)]
    public void Training_memory_is_that_of_values_gradients_and_caches(int batch, int cache)
    {
        NetworkSummary summary = Nested().Summary();
        Assert.Equal(((2 * summary.Parameters) + summary.Buffers) * 4 + (4 * cache), summary.TrainingBytes(batch));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(batch), () => summary.TrainingBytes(0));
    }

    [Fact]
    public void The_first_layer_may_stand_in_a_network_of_its_own()
    {
        NetworkSummary summary = new Sequential(new Sequential(new Linear(5, 5), new Linear(5, 5)), new Linear(5, 5)).Summary();
        Assert.Equal([("0", 0L), ("0.0", 2 * 50L), ("0.1", 3 * 50L), ("1", 3 * 50L)], summary.Layers.Select(layer => (layer.Position, layer.TrainingFlops)));
        Assert.Equal([0, 1, 1, 0], summary.Layers.Select(layer => layer.Depth));
    }

    [Fact]
    public void It_is_a_table_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NumberDecimalSeparator) = (".", ",");
            CultureInfo.CurrentCulture = culture;
            var network = new Sequential(new Linear(784, 128), new Sequential(new BatchNorm(128), new ActivationLayer(Activation.Relu)), new Linear(128, 10));
            Assert.Equal(
                """
                layer                         output       parameters  buffers    bytes  FLOP a row
                -----------------------------------------------------------------------------------
                0  Linear(784, 128)           batch x 128     100,480        0  401,920     200,704
                1  Sequential                 batch x 128           -        -        -           -
                  1.0  BatchNorm(128)         batch x 128         256      256    2,048         512
                  1.1  ActivationLayer(relu)  batch x 128           0        0        0         128
                2  Linear(128, 10)            batch x 10        1,290        0    5,160       2,560
                -----------------------------------------------------------------------------------
                total                                         102,026      256  409,128     203,904
                -----------------------------------------------------------------------------------
                input: batch x 784; trainable: 408,104 bytes
                training step: 410,880 FLOP a row (forward, dW, dX)
                training memory (values, gradients, caches): 821,328 bytes at batch 1; 1,014,864 bytes at batch 64

                """.ReplaceLineEndings("\n"),
                network.Summary().ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_batch_that_no_memory_holds_does_not_spoil_the_table()
    {
        var network = new Sequential(new Linear(1, 1), new Widening(1 << 26), new ActivationLayer(Activation.Relu));
        Assert.Throws<OverflowException>(() => network.Summary().TrainingBytes(64));
        Assert.EndsWith("bytes at batch 1; too much at batch 64\n", network.Summary().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_says_nothing_counts_one_operation_a_result()
    {
        Assert.Equal(12, new Widening(12).Flops(1));
        var refusal = Assert.Throws<ArgumentException>(() => new Linear(4, 3).Flops(5));
        Assert.Contains("takes rows of 4 features, but they have 5", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_a_width_has_no_summary()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => new Sequential(new ActivationLayer(Activation.Relu)).Summary());
        Assert.Contains("how many features", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>A layer of somebody else's, of which only the shapes matter</summary>
    private sealed class Widening(int outFeatures) : Layer
    {
        public override int OutFeatures(int inFeatures) => outFeatures;

        public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool) => throw new NotSupportedException();

        public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool) => throw new NotSupportedException();

        public override GraphValue Lower(GraphBuilder graph, GraphValue x) => throw new NotSupportedException();
    }
}
