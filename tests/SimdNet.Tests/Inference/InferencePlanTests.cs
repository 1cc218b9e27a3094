using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference;

public class InferencePlanTests
{
    [Fact]
    public void It_knows_its_sizes()
    {
        using InferencePlan plan = Plans.Compile(Plans.Network(), maxBatch: 8);
        Assert.Equal((19, 10, 8), (plan.InputFeatures, plan.OutputFeatures, plan.MaxBatch));

        using InferencePlan single = InferencePlan.Compile(Plans.Network().ToGraph());
        Assert.Equal(1, single.MaxBatch);
    }

    [Fact]
    public void It_gives_the_bits_of_the_network_for_every_batch()
    {
        Sequential network = Plans.Network();
        using InferencePlan plan = Plans.Compile(network, maxBatch: 17);

        for (int batch = 1; batch <= 17; batch++)
        {
            float[] x = Numbers.Uniform(batch, batch * 19);
            SameBits.AssertEqual(LayerRun.Predict(network, x, batch), Plans.Run(plan, x));
        }
    }

    [Fact]
    public void It_is_a_snapshot_of_the_weights()
    {
        Sequential network = Plans.Network();
        float[] x = Numbers.Uniform(2, 3 * 19), before = LayerRun.Predict(network, x, 3);
        using InferencePlan plan = Plans.Compile(network, maxBatch: 3);

        foreach (Parameter parameter in network.Parameters)
            parameter.Value.Fill(0.25f);

        SameBits.AssertEqual(before, Plans.Run(plan, x));
        Assert.False(SameBits.AreEqual(before, LayerRun.Predict(network, x, 3)));
    }

    [Fact]
    public void NaN_and_infinity_flow_through()
    {
        using InferencePlan plan = Plans.Compile(Plans.Network(), maxBatch: 2);
        float[] x = Numbers.Uniform(2, 2 * 19), clean = Plans.Run(plan, x);
        x[0] = float.NaN;

        float[] y = Plans.Run(plan, x);

        Assert.All(y[..10], value => Assert.True(float.IsNaN(value)));
        SameBits.AssertEqual(clean.AsSpan(10), y.AsSpan(10));
    }

    [Theory, InlineData(0), InlineData(-1)]
    public void A_batch_limit_below_one_is_refused(int maxBatch)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>("options", () => Plans.Compile(Plans.Network(), maxBatch));
        Assert.Contains("MaxBatch is at least 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_computes_nothing_is_refused()
    {
        Assert.Contains("input [3]", Refuses(new GraphBuilder(3), graph => graph.Input), StringComparison.Ordinal);
        Assert.Contains("c [1]", Refuses(new GraphBuilder(3), graph => graph.Constant("c", [1], 1)), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("graph", () => InferencePlan.Compile(null!));
    }

    [Fact]
    public void An_unknown_activation_is_refused_with_those_that_exist_fused_or_not()
    {
        string alone = Refuses(new GraphBuilder(3), graph => graph.Activation(graph.Input, "swoosh"));
        string fused = Refuses(new GraphBuilder(3), graph => graph.Activation(graph.Add(graph.Input, new Linear(3, 2)), "swoosh"));

        foreach (string message in new[] { alone, fused })
        {
            Assert.Contains("'swoosh'", message, StringComparison.Ordinal);
            Assert.All(Activation.All, activation => Assert.Contains(activation.Name, message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_disposed_plan_is_refused()
    {
        InferencePlan plan = Plans.Compile(Plans.Network(), maxBatch: 1);
        using InferenceContext context = plan.CreateContext();
        plan.Dispose();
        plan.Dispose();

        var output = new float[10];
        Assert.Throws<ObjectDisposedException>(() => context.Run(new float[19], output));
        Assert.Throws<ObjectDisposedException>(plan.CreateContext);
        Assert.Equal(new float[10], output);
    }

    private static string Refuses(GraphBuilder builder, Func<GraphBuilder, GraphValue> build) =>
        Assert.Throws<ArgumentException>(() => InferencePlan.Compile(builder.Build(build(builder)))).Message;
}
