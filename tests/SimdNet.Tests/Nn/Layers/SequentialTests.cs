using SimdNet.Graphs;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class SequentialTests
{
    [Fact]
    public void Parameters_are_named_by_position()
    {
        var network = new Sequential(new Linear(4, 3), new ActivationLayer(Activation.Relu), new Linear(3, 2));

        Assert.Equal(["0.weight [3 x 4]", "0.bias [3]", "2.weight [2 x 3]", "2.bias [2]"], network.Parameters.Select(parameter => parameter.ToString()));
        Assert.Equal(12 + 3 + 6 + 2, network.ParameterCount);
    }

    [Fact]
    public void Nested_networks_put_their_position_in_front()
    {
        var network = new Sequential(new Linear(4, 3), new Sequential(new ActivationLayer(Activation.Relu), new Linear(3, 2)));

        Assert.Equal(["0.weight", "0.bias", "1.1.weight", "1.1.bias"], network.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(4, network.InFeatures);
        Assert.Equal(2, network.OutFeatures(4));
    }

    [Fact]
    public void It_is_its_layers_one_after_the_other()
    {
        var first = new Linear(3, 4).WithParameters(1);
        var second = new ActivationLayer(Activation.Tanh);
        var third = new Linear(4, 2).WithParameters(2);
        float[] x = Numbers.Uniform(3, 5 * 3);

        float[] expected = LayerRun.Predict(third, LayerRun.Predict(second, LayerRun.Predict(first, x, 5), 5), 5);
        var network = new Sequential(first, second, third);

        SameBits.AssertEqual(expected, LayerRun.Predict(network, x, 5));
        Assert.Equal([first, second, third], network.Layers);
    }

    [Fact]
    public void The_width_is_that_of_the_first_layer_that_knows_one()
    {
        Assert.Equal(3, new Sequential(new ActivationLayer(Activation.Tanh), new Linear(3, 2)).InFeatures);
        Assert.Null(new Sequential(new ActivationLayer(Activation.Tanh)).InFeatures);
    }

    [Fact]
    public void Layers_that_do_not_fit_are_refused_with_both_numbers()
    {
        var refusal = Assert.Throws<ArgumentException>("layers", () => new Sequential(new Linear(4, 3), new ActivationLayer(Activation.Relu), new Linear(5, 2)));
        Assert.Contains("layer 2, Linear(5, 2), takes 5 features, but the layers before it give 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_network_leaves_its_layers_names_alone()
    {
        var linear = new Linear(4, 3);
        Assert.Throws<ArgumentException>(() => new Sequential(linear, new Linear(5, 2)));
        Assert.Equal("weight", linear.Weight.Name);
    }

    [Fact]
    public void No_layers_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>("layers", () => new Sequential());
        Assert.Contains("at least one layer", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("layers", () => new Sequential(new Linear(1, 1), null!));
    }

    [Fact]
    public void The_same_layer_twice_is_refused()
    {
        var linear = new Linear(3, 3);
        var refusal = Assert.Throws<ArgumentException>("layers", () => new Sequential(linear, new ActivationLayer(Activation.Relu), linear));
        Assert.Contains("twice", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_another_network_is_refused_and_keeps_its_names()
    {
        var network = new Sequential(new Linear(3, 3), new ActivationLayer(Activation.Relu));

        var refusal = Assert.Throws<ArgumentException>("layers", () => new Sequential([new Linear(3, 3), .. network.Layers]));

        Assert.Contains("layer 1, Linear(3, 3), belongs to a network already", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["0.weight", "0.bias"], network.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_layer_that_stands_in_a_nested_network_too_is_refused()
    {
        var linear = new Linear(3, 3);
        Assert.Throws<ArgumentException>("layers", () => new Sequential(linear, new Sequential(linear)));

        var inner = new Sequential(new Linear(3, 3));
        var outer = new Sequential(inner);
        Assert.Throws<ArgumentException>("layers", () => new Sequential(inner));
        Assert.Equal("0.0.weight", outer.Parameters[0].Name);
    }

    [Fact]
    public void A_layer_of_a_refused_network_may_go_into_another()
    {
        var linear = new Linear(4, 3);
        Assert.Throws<ArgumentException>(() => new Sequential(linear, new Linear(5, 2)));
        Assert.Equal("0.weight", new Sequential(linear).Parameters[0].Name);
    }

    [Theory, InlineData(1), InlineData(7)]
    public void The_cache_is_just_long_enough(int batch)
    {
        var network = new Sequential(new Linear(3, 17), new ActivationLayer(Activation.Tanh), new Linear(17, 2)).WithParameters(1);
        float[] x = Numbers.Uniform(2, batch * 3);
        var y = new float[batch * 2];
        int length = network.CacheLength(3, batch);

        // LayerRun takes exactly this length, for both passes.
        new LayerRun(network, x, batch).Backward(Numbers.Uniform(3, y.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Forward(x, batch, y, new float[length - 1], pool: null));
    }

    [Fact]
    public void A_smaller_batch_fits_the_cache_of_a_larger_one()
    {
        var network = new Sequential(new Linear(3, 17), new ActivationLayer(Activation.Tanh), new Linear(17, 2)).WithParameters(1);
        float[] x = Numbers.Uniform(2, 5 * 3);
        var y = new float[5 * 2];

        network.Forward(x, 5, y, new float[network.CacheLength(3, 64)], pool: null);

        SameBits.AssertEqual(LayerRun.Predict(network, x, 5), y);
    }

    [Fact]
    public void The_graph_has_an_operator_for_each_layer_and_the_weights_as_constants()
    {
        var network = new Sequential(new Linear(4, 3), new ActivationLayer(Activation.Relu), new Sequential(new Linear(3, 2))).WithParameters(1);

        Graph graph = network.ToGraph();

        Assert.Equal([new LinearOperator(), new ActivationOperator("relu"), new LinearOperator()], graph.Nodes.Select(node => node.Operator));
        Assert.Equal([4], graph.Input.Shape);
        Assert.Equal([2], graph.Output.Shape);
        GraphValue[] constants = [.. graph.Values.Where(value => value.IsConstant)];
        Assert.Equal(network.Parameters.Select(parameter => parameter.ToString()), constants.Select(constant => constant.ToString()));
        SameBits.AssertEqual(network.ParameterValues(), [.. constants.SelectMany(constant => constant.Constant.ToArray())]);
    }

    [Fact]
    public void The_graph_is_a_snapshot_of_the_weights()
    {
        var network = new Sequential(new Linear(2, 2)).WithParameters(1);
        float[] weight = network.Parameters[0].Value.ToArray();

        Graph graph = network.ToGraph();
        network.Parameters[0].Value.Clear();

        SameBits.AssertEqual(weight, graph.Nodes[0].Inputs[1].Constant);
    }

    [Fact]
    public void A_network_without_a_width_has_no_graph()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => new Sequential(new ActivationLayer(Activation.Relu)).ToGraph());
        Assert.Contains("how many features", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(64), InlineData(65), InlineData(200)]
    public void Predictions_are_the_passes_of_evaluation_for_any_number_of_rows(int rows)
    {
        var network = new Sequential(new Linear(3, 4), new BatchNorm(4), new Dropout(0.5f), new ActivationLayer(Activation.Tanh), new Linear(4, 2)).WithParameters(1);
        float[] x = Numbers.Uniform(3, 3 * rows);

        float[] y = network.Predict(x);

        Assert.Equal(2 * rows, y.Length);
        for (int row = 0; row < rows; row++)
            SameBits.AssertEqual(LayerRun.Predict(network, x[(3 * row)..(3 * row + 3)], 1), y.AsSpan(2 * row, 2));
    }

    [Fact]
    public void Predictions_that_cannot_be_made_are_refused()
    {
        var network = new Sequential(new Linear(3, 2));
        Assert.Throws<ArgumentException>("x", () => network.Predict(new float[4]));
        Assert.Throws<InvalidOperationException>(() => new Sequential(new ActivationLayer(Activation.Tanh)).Predict(new float[4]));
        ulong stream = 0;
        network.BeginTrainingStep(1, ref stream);
        Assert.Throws<InvalidOperationException>(() => network.Predict(new float[3]));
    }
}
