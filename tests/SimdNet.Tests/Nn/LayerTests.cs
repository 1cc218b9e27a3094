using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>What holds for every layer, besides its gradient</summary>
public class LayerTests
{
    private const int Batch = 7;

    public static TheoryData<string> Layers => LayerTable.Data;

    [Theory, MemberData(nameof(Layers))]
    public void Forward_is_the_reference_up_to_rounding(string name)
    {
        (Layer layer, float[] x) = Make(name);
        double[] expected = new ReferenceNetwork(layer).Forward(Array.ConvertAll(x, value => (double)value), Batch);

        float[] y = LayerRun.Predict(layer, x, Batch);

        // At most 100 roundings lead to an output of the table; intermediate sums are below 30 (33 terms of at most 1).
        for (int i = 0; i < y.Length; i++)
            Assert.InRange(y[i] - expected[i], -30 * Rounding.Gamma(100), 30 * Rounding.Gamma(100));
    }

    [Theory, MemberData(nameof(Layers))]
    public void Two_backward_passes_give_twice_the_gradient_of_one(string name)
    {
        (Layer layer, float[] x) = Make(name);
        var run = new LayerRun(layer, x[..(x.Length / Batch)], batch: 1);
        float[] dy = Numbers.Uniform(3, run.Y.Length);
        run.Backward(dy);
        float[] once = layer.ParameterGradients();

        float[] dx = run.Backward(dy);
        float[] twice = layer.ParameterGradients();

        // With one row a gradient is one product P, so g = P (1 + u) at most, and fma(.., g) = (P + g) (1 + u): from 2 g at most 2 u of it.
        for (int i = 0; i < once.Length; i++)
            Assert.InRange(twice[i] - (2.0 * once[i]), -Rounding.Gamma(2) * Math.Abs(2 * once[i]), Rounding.Gamma(2) * Math.Abs(2 * once[i]));
        SameBits.AssertEqual(dx, run.Backward(dy));
    }

    [Theory, MemberData(nameof(Layers))]
    public void Without_dx_the_parameters_gradients_are_the_same(string name)
    {
        (Layer with, float[] x) = Make(name);
        (Layer without, _) = Make(name);
        var run = new LayerRun(with, x, Batch);
        float[] dy = Numbers.Uniform(3, run.Y.Length);

        run.Backward(dy);
        new LayerRun(without, x, Batch).Backward(dy, dx: default);

        SameBits.AssertEqual(with.ParameterGradients(), without.ParameterGradients());
    }

    [Theory, MemberData(nameof(Layers))]
    public void A_row_has_the_same_bits_alone_and_in_a_batch(string name)
    {
        (Layer layer, float[] x) = Make(name);
        int inFeatures = x.Length / Batch;
        float[] y = LayerRun.Predict(layer, x, Batch);
        int outFeatures = y.Length / Batch;

        for (int i = 0; i < Batch; i++)
            SameBits.AssertEqual(y.AsSpan(i * outFeatures, outFeatures), LayerRun.Predict(layer, x[(i * inFeatures)..((i + 1) * inFeatures)], batch: 1));
    }

    [Theory, MemberData(nameof(Layers))]
    public void The_lowered_graph_gives_the_same_bits(string name)
    {
        (Layer layer, float[] x) = Make(name);
        var builder = new GraphBuilder(x.Length / Batch);
        using InferencePlan plan = PlanCompiler.Lower(builder.Build(layer.Lower(builder, builder.Input)), new InferenceOptions { MaxBatch = Batch });
        using InferenceContext context = plan.CreateContext();
        var y = new float[Batch * plan.OutputFeatures];

        context.Run(x, y);

        SameBits.AssertEqual(LayerRun.Predict(layer, x, Batch), y);
    }

    [Theory, MemberData(nameof(Layers))]
    public void It_counts_the_operations_that_its_lowered_graph_has(string name)
    {
        (Layer layer, float[] x) = Make(name);
        int inFeatures = x.Length / Batch;
        var builder = new GraphBuilder(inFeatures);
        using InferencePlan plan = PlanCompiler.Lower(builder.Build(layer.Lower(builder, builder.Input)), new InferenceOptions());

        long flops = 0;
        foreach (PlanStep step in plan.Steps)
            flops += step.Flops;
        Assert.Equal(flops, layer.Flops(inFeatures));
        Assert.True(flops > 0);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Forward_and_backward_allocate_nothing(string name)
    {
        (Layer layer, float[] x) = Make(name);
        var run = new LayerRun(layer, x, Batch);
        float[] dy = Numbers.Uniform(3, run.Y.Length);
        var dx = new float[x.Length];

        long bytes = Allocation.Measure(() =>
        {
            run.Forward();
            run.Backward(dy, dx);
        }, calls: 100);

        Assert.Equal(0, bytes);
    }

    [Theory, MemberData(nameof(Layers))]
    public void A_layer_that_knows_its_width_refuses_another_with_both_numbers(string name)
    {
        (Layer layer, float[] x) = Make(name);
        if (layer.InFeatures is not int inFeatures)
        {
            Assert.Equal(23, layer.OutFeatures(23));
            return;
        }

        Assert.Equal(x.Length / Batch, inFeatures);
        var refusal = Assert.Throws<ArgumentException>(() => layer.OutFeatures(inFeatures + 1));
        Assert.Contains($"takes rows of {inFeatures} features, but they have {inFeatures + 1}", refusal.Message, StringComparison.Ordinal);
    }

    private static (Layer Layer, float[] X) Make(string name)
    {
        LayerRow row = LayerTable.Row(name);
        return (row.Layer().WithParameters(1), Numbers.Uniform(2, Batch * row.InFeatures));
    }
}
