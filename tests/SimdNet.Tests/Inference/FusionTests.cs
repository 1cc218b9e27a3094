using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference;

/// <summary>An activation runs on the memory of the product before it, but only where nobody else reads that</summary>
public class FusionTests
{
    private readonly Linear _first = new Linear(5, 7).WithParameters(1), _second = new Linear(7, 3).WithParameters(2);
    private readonly float[] _x = Numbers.Uniform(3, 4 * 5);

    public static TheoryData<string> Activations => [.. Activation.All.Select(activation => activation.Name)];

    [Theory, MemberData(nameof(Activations))]
    public void An_activation_behind_a_product_is_fused(string activation)
    {
        using InferencePlan plan = Plans.Compile(5, graph => graph.Activation(graph.Add(graph.Input, _first), activation));
        Assert.Equal(1, plan.Steps.Length);
        SameBits.AssertEqual(Activate(activation, Linear(_first, _x)), Plans.Run(plan, _x));
    }

    [Theory, MemberData(nameof(Activations))]
    public void An_activation_in_front_is_a_step_of_its_own(string activation)
    {
        using InferencePlan plan = Plans.Compile(5, graph => graph.Add(graph.Activation(graph.Input, activation), _first));
        Assert.Equal(2, plan.Steps.Length);
        SameBits.AssertEqual(Linear(_first, Activate(activation, _x)), Plans.Run(plan, _x));
    }

    [Fact]
    public void Dropout_leaves_no_trace_not_even_between_a_product_and_its_activation()
    {
        var network = new Sequential(new Linear(5, 7), new Dropout(), new ActivationLayer(Activation.Relu)).WithParameters(1);
        using InferencePlan plan = Plans.Compile(network, maxBatch: 4);
        Assert.Equal(1, plan.Steps.Length);
        SameBits.AssertEqual(LayerRun.Predict(network, _x, batch: 4), Plans.Run(plan, _x));
    }

    [Fact]
    public void Only_one_of_two_activations_is_fused()
    {
        using InferencePlan plan = Plans.Compile(5, graph => graph.Activation(graph.Activation(graph.Add(graph.Input, _first), "relu"), "tanh"));
        Assert.Equal(2, plan.Steps.Length);
        SameBits.AssertEqual(Activate("tanh", Activate("relu", Linear(_first, _x))), Plans.Run(plan, _x));
    }

    [Fact]
    public void Softmax_may_come_last()
    {
        using InferencePlan plan = Plans.Compile(5, graph => graph.Softmax(graph.Add(graph.Activation(graph.Add(graph.Input, _first), "relu"), _second)));
        float[] logits = Linear(_second, Activate("relu", Linear(_first, _x))), probs = new float[logits.Length];
        RowKernels.Softmax(logits, 3, probs);

        float[] output = Plans.Run(plan, _x);

        SameBits.AssertEqual(probs, output);
        Assert.All(output.Chunk(3), row => Assert.InRange(row.Sum(p => (double)p), 1 - Rounding.Gamma(20), 1 + Rounding.Gamma(20)));
    }

    [Fact]
    public void Softmax_alone_and_in_front_runs_too()
    {
        var probs = new float[_x.Length];
        RowKernels.Softmax(_x, 5, probs);

        using InferencePlan alone = Plans.Compile(5, graph => graph.Softmax(graph.Input));
        using InferencePlan before = Plans.Compile(5, graph => graph.Add(graph.Softmax(graph.Input), _first));

        SameBits.AssertEqual(probs, Plans.Run(alone, _x));
        SameBits.AssertEqual(Linear(_first, probs), Plans.Run(before, _x));
    }

    [Fact]
    public void A_product_that_another_node_reads_too_is_not_overwritten()
    {
        using InferencePlan plan = Plans.Compile(5, graph =>
        {
            GraphValue product = graph.Add(graph.Input, _first);
            graph.Activation(product, "relu"); // would be fused if it were alone
            return graph.Activation(product, "tanh");
        });
        SameBits.AssertEqual(Activate("tanh", Linear(_first, _x)), Plans.Run(plan, _x));
    }

    [Fact]
    public void A_product_that_a_later_product_reads_too_is_not_overwritten()
    {
        using InferencePlan plan = Plans.Compile(5, graph =>
        {
            GraphValue product = graph.Add(graph.Input, _first);
            graph.Activation(product, "relu");
            return graph.Add(product, _second);
        });
        SameBits.AssertEqual(Linear(_second, Linear(_first, _x)), Plans.Run(plan, _x));
    }

    [Fact]
    public void A_product_that_is_the_output_is_not_overwritten()
    {
        using InferencePlan plan = Plans.Compile(5, graph =>
        {
            GraphValue product = graph.Add(graph.Input, _first);
            graph.Activation(product, "relu");
            return product;
        });
        SameBits.AssertEqual(Linear(_first, _x), Plans.Run(plan, _x));
    }

    [Fact]
    public void The_output_may_be_read_by_what_comes_after_it()
    {
        using InferencePlan plan = Plans.Compile(5, graph =>
        {
            GraphValue output = graph.Activation(graph.Add(graph.Input, _first), "relu");
            graph.Softmax(graph.Add(output, _second));
            return output;
        });
        SameBits.AssertEqual(Activate("relu", Linear(_first, _x)), Plans.Run(plan, _x));
    }

    [Fact]
    public void What_no_output_needs_is_left_out()
    {
        using InferencePlan plan = Plans.Compile(5, graph =>
        {
            GraphValue product = graph.Add(graph.Input, _first);
            graph.Activation(graph.Input, "relu"); // leads nowhere
            return graph.Activation(product, "tanh");
        });
        Assert.Equal(1, plan.Steps.Length);
        SameBits.AssertEqual(Activate("tanh", Linear(_first, _x)), Plans.Run(plan, _x));
    }

    private static float[] Linear(Linear linear, float[] x) => LayerRun.Predict(linear, x, batch: 4);

    private static float[] Activate(string name, float[] x)
    {
        var y = new float[x.Length];
        ActivationKernels.Forward(Activation.Parse(name), x, y);
        return y;
    }
}
