using FsCheck;
using FsCheck.Fluent;
using SimdNet.Data;
using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Properties.Inference;

namespace SimdNet.Properties.IO;

/// <summary>Models through files</summary>
public class ModelFileProperties
{
    private const int MostCategories = 4;

    // A network, and the kind and seed of a transform in front of it.
    private static Gen<(NetworkCase, int, int)> Cases =>
        from c in NetworkCase.Gen
        from kind in Gen.Choose(0, 4)
        from seed in Gen.Choose(0, int.MaxValue)
        select (c, kind, seed);

    [Fact]
    public void A_loaded_model_serves_with_the_bits_of_the_one_in_memory() => Prop.ForAll(Cases, drawn =>
    {
        (NetworkCase c, int kind, int seed) = drawn;
        (RowTransform transform, float[] rows) = Transform(kind, c.Widths[0], c.Batch, new Random(seed));
        transform.Fit(rows);
        var model = new Model(c.Network(), transform);

        (byte[] file, Model loaded) = ThroughFile(model);

        float[] expected = Served(model.Graph, rows, c.Batch);
        SameBits.AssertEqual(expected, Served(loaded.Graph, rows, c.Batch));
        for (int row = 0; row < c.Batch; row++)
            SameBits.AssertEqual(Part(expected, row, c.Batch), Served(loaded.Graph, Part(rows, row, c.Batch), maxBatch: 1));
        Assert.Equal(file, ThroughFile(loaded).File);
    });

    // The interpreter, which folds nothing, against the transform and the network themselves: nothing is lost on the way into the graph either.
    [Fact]
    public void Its_operators_give_the_bits_of_transform_and_network() => Prop.ForAll(Cases, drawn =>
    {
        (NetworkCase c, int kind, int seed) = drawn;
        (RowTransform transform, float[] rows) = Transform(kind, c.Widths[0], c.Batch, new Random(seed));
        transform.Fit(rows);
        var x = new float[c.Batch * c.Widths[0]];
        transform.Apply(rows, x);

        Model loaded = ThroughFile(new Model(c.Network(), transform)).Loaded;

        SameBits.AssertEqual(LayerRun.Predict(c.Network(), x, c.Batch), GraphInterpreter.Run(loaded.Graph, [rows], c.Batch)[0]);
    });

    [Fact]
    public void Any_graph_comes_back() => Prop.ForAll(GraphCase.Gen(hasBatchNorm: true), c =>
    {
        Graph saved = c.Graph();
        var flowing = new HashSet<GraphValue>(saved.Inputs);
        foreach (GraphNode node in saved.Nodes.Where(node => node.Inputs.Any(flowing.Contains)))
            flowing.Add(node.Output);
        if (saved.Nodes.Any(node => node.Operator is OneHotOperator && !flowing.Contains(node.Output)))
        {
            Assert.Throws<ArgumentException>("graph", () => new Model(saved));
            return;
        }

        (byte[] file, Model loaded) = ThroughFile(new Model(saved));
        float[][] inputs = c.Rows(saved, c.MaxBatch), expected = GraphInterpreter.Run(saved, inputs, c.MaxBatch), actual = GraphInterpreter.Run(loaded.Graph, inputs, c.MaxBatch);
        for (int i = 0; i < expected.Length; i++)
            SameBits.AssertEqual(expected[i], actual[i]);
        Assert.Equal(saved.Nodes.Select(node => node.Operator), loaded.Graph.Nodes.Select(node => node.Operator));
        Assert.Equal(saved.Inputs.Select(input => input.ToString()), loaded.Graph.Inputs.Select(input => input.ToString()));
        Assert.Equal(file, ThroughFile(loaded).File);
    });

    private static (byte[] File, Model Loaded) ThroughFile(Model model)
    {
        var stream = new MemoryStream();
        ModelFile.Save(stream, model);
        byte[] file = stream.ToArray();
        return (file, ModelFile.Load(new ReadOnlyMemory<byte>(file)));
    }

    // Transforms that end in rows of so many features, and rows for them: numbers, and codes where one-hot comes first.
    private static (RowTransform Transform, float[] Rows) Transform(int kind, int features, int batch, Random random)
    {
        int[] categories = Categories(features, random);
        RowTransform transform = kind switch
        {
            0 => new Standardize(features),
            1 => new MinMax(features, -2, 3),
            2 => new OneHot(categories),
            3 => new TransformChain(new OneHot(categories), new Standardize(features)),
            _ => new TransformChain(new MinMax(features), new TransformChain(new Standardize(features), new MinMax(features, 1, 2))),
        };
        float[] rows = Numbers.Uniform(random.Next(), batch * transform.InFeatures, scale: 3);
        for (int i = 0; kind is 2 or 3 && i < rows.Length; i++)
        {
            if (categories[i % categories.Length] is var n and > 0)
                rows[i] = random.Next(n);
        }

        return (transform, rows);
    }

    // Widths that add up to the features: 0 takes one column, n takes n.
    private static int[] Categories(int features, Random random)
    {
        var categories = new List<int>();
        while (features > 0)
        {
            int n = random.Next(int.Min(features, MostCategories) + 1);
            categories.Add(n);
            features -= int.Max(n, 1);
        }

        return [.. categories];
    }

    private static float[] Part(float[] rows, int row, int batch) => rows[(row * rows.Length / batch)..((row + 1) * rows.Length / batch)];

    private static float[] Served(Graph graph, float[] rows, int maxBatch)
    {
        using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { MaxBatch = maxBatch });
        var output = new float[rows.Length / plan.InputFeatures * plan.OutputFeatures];
        plan.Run(rows, output);
        return output;
    }
}
