using SimdNet.Graphs;
using SimdNet.Nn;

namespace SimdNet.Properties.Nn;

public class NetworkProperties
{
    [Fact]
    public void Initialisation_depends_on_the_seed_alone_and_keeps_its_bounds() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential fresh = c.Shape(), used = c.Network();
        fresh.Initialize((ulong)c.Seed);
        used.Initialize((ulong)c.Seed);
        SameBits.AssertEqual(fresh.ParameterValues(), used.ParameterValues());

        foreach (Linear linear in fresh.Layers.OfType<Linear>())
        {
            double bound = 1 / Math.Sqrt(linear.InFeatures!.Value) * (1 + Rounding.Gamma(2));
            Assert.All(linear.Parameters.SelectMany(parameter => parameter.Value.ToArray()), value => Assert.InRange(value, -bound, bound));
        }
    });

    [Fact]
    public void The_gradient_of_a_batch_is_the_sum_of_its_rows_gradients() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential together = c.Network(), apart = c.Network();
        int inFeatures = c.Widths[0], outFeatures = c.Widths[^1];
        float[] dy = Numbers.Uniform(c.Seed, c.Batch * outFeatures);

        float[] dx = new LayerRun(together, c.Rows, c.Batch).Backward(dy);
        float[] dxApart = [.. c.Rows.Chunk(inFeatures).Zip(dy.Chunk(outFeatures)).SelectMany(row => new LayerRun(apart, row.First, batch: 1).Backward(row.Second))];

        // Both are one chain of fused multiply-adds over the rows in their order, so even the bits agree; but for a layer with one input, whose
        // weight gradient is a product with one column and adds the rows up as a dot product does.
        SameBits.AssertEqual(dxApart, dx);
        if (!c.Widths.SkipLast(1).Contains(1))
            SameBits.AssertEqual(apart.ParameterGradients(), together.ParameterGradients());
    });

    [Fact]
    public void The_graph_has_the_operators_shapes_and_constants_of_the_network() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential network = c.Network();
        Graph graph = network.ToGraph();

        Assert.Equal(network.Layers.Count, graph.Nodes.Count);
        Assert.Equal([c.Widths[0]], graph.Input.Shape);
        Assert.Equal([c.Widths[^1]], graph.Output.Shape);
        SameBits.AssertEqual(network.ParameterValues(), [.. graph.Values.SelectMany(value => value.Constant.ToArray())]);

        // Each operator stands after those whose results it takes.
        var known = new HashSet<GraphValue>(graph.Values.Where(value => value.IsConstant)) { graph.Input };
        foreach (GraphNode node in graph.Nodes)
        {
            Assert.All(node.Inputs, input => Assert.Contains(input, known));
            known.Add(node.Output);
        }
    });
}
