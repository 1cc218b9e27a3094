using SimdNet.Data;
using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Metrics;
using SimdNet.Nn;
using SimdNet.Tests.Inference;

namespace SimdNet.Tests.IO;

public sealed class ModelFileTests : IDisposable
{
    private static readonly float[] s_rows = [3, 1, -2, 0, 0, 5, 1.5f, 2, 7];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("f");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_loaded_model_serves_raw_rows_with_the_same_bits()
    {
        (Sequential network, RowTransform transform) = Fitted();
        var model = new Model(network, transform) { FeatureNames = ["a", "b", "c"], ClassNames = ["no", "yes"], Metadata = new Dictionary<string, string> { ["by"] = "hand" } };

        ModelFile.Save(Path, model);
        Model loaded = ModelFile.Load(Path);

        using InferencePlan expected = InferencePlan.Compile(model.Graph, new InferenceOptions { MaxBatch = 3 }), plan = InferencePlan.Compile(loaded.Graph, new InferenceOptions { MaxBatch = 3 });
        Bits.Equal(Plans.Run(expected, s_rows), Plans.Run(plan, s_rows));
        Bits.Equal(Plans.Run(expected, s_rows).AsSpan(2, 2), Plans.Run(plan, [.. s_rows.AsSpan(3, 3)]), "one row");
        Assert.Equal(["a", "b", "c"], loaded.FeatureNames);
        Assert.Equal(["no", "yes"], loaded.ClassNames);
        Assert.Equal(new Dictionary<string, string> { ["by"] = "hand" }, loaded.Metadata);
        Assert.Null(loaded.Encoding);
        Assert.Equal(["f"], _folder.Files);
    }

    [Fact]
    public void The_tensors_are_the_parameters_and_buffers_by_their_names()
    {
        (Sequential network, RowTransform transform) = Fitted();
        ModelFile.Save(Path, new Model(network, transform));
        (Sequential other, RowTransform otherTransform) = New();

        SafeTensors.Load(Path, [.. other.Parameters, .. other.Buffers, .. otherTransform.Buffers]);

        foreach ((Parameter saved, Parameter loaded) in network.Parameters.Concat(network.Buffers).Concat(transform.Buffers).Zip(other.Parameters.Concat(other.Buffers).Concat(otherTransform.Buffers)))
            Bits.Equal(saved.Value, loaded.Value, saved.Name);

        ModelFile.Save(Path, new Model(network));
        SafeTensors.Load(Path, other);
    }

    [Fact]
    public void Files_streams_and_saving_again_give_the_same_bytes()
    {
        (Sequential network, RowTransform transform) = Fitted();
        var stream = new MemoryStream();
        ModelFile.Save(Path, new Model(network, transform) { ClassNames = ["0", "1"] });
        byte[] file = File.ReadAllBytes(Path);

        ModelFile.Save(stream, new Model(network, transform) { ClassNames = ["0", "1"] });
        Assert.Equal(file, stream.ToArray());

        ModelFile.Save(Path, ModelFile.Load(new ReadOnlyMemory<byte>(file)));
        Assert.Equal(file, File.ReadAllBytes(Path));
    }

    [Fact]
    public void The_description_is_as_documented()
    {
        var builder = new GraphBuilder(1);
        GraphValue x = builder.BatchNorm(builder.Input, builder.Uniform("one", 1, 1), builder.Constant("c", [2], 1), builder.Constant("c", [3], 1), builder.Constant("c", [4], 1), 0.5f);
        ModelFile.Save(Path, new Model(builder.Build(builder.OneHot(builder.Activation(x, "leaky_relu(0.25)"), 3))));

        using var file = SafeTensorsFile.Open(Path);
        Assert.Equal("""
            {"version":1,"values":[{"input":"input","features":1},{"uniform":1,"name":"one","shape":[1]},{"tensor":"c"},{"tensor":"c.2"},{"tensor":"c.3"},
            {"operator":"batch_norm","operands":[0,1,2,3,4],"features":1,"epsilon":0.5},{"operator":"activation","operands":[5],"features":1,"function":"leaky_relu(0.25)"},
            {"operator":"one_hot","operands":[6],"features":3,"categories":[3]}],"outputs":[7]}
            """.ReplaceLineEndings(""), file.Metadata["simdnet.model"]);
    }

    /// <summary>Each operator that there is, with attributes other than the defaults</summary>
    private static readonly Dictionary<Type, Func<GraphBuilder, GraphValue, GraphValue>> s_operators = new()
    {
        [typeof(LinearOperator)] = (g, x) => g.Linear(x, C(g, 4, 3), C(g, 4)),
        [typeof(AddOperator)] = (g, x) => g.Add(x, C(g, 3)),
        [typeof(MeanOperator)] = (g, x) => g.Mean(x, C(g, 3), x),
        [typeof(ConcatOperator)] = (g, x) => g.Concat(x, x, C(g, 2)),
        [typeof(ActivationOperator)] = (g, x) => g.Activation(x, "elu(0.3)"),
        [typeof(OneHotOperator)] = (g, x) => g.OneHot(g.Activation(x, "hard_limit"), 0, 2, 3),
        [typeof(SoftmaxOperator)] = (g, x) => g.Softmax(x),
        [typeof(LogSoftmaxOperator)] = (g, x) => g.LogSoftmax(x),
        [typeof(LayerNormOperator)] = (g, x) => g.LayerNorm(x, C(g, 3), C(g, 3), 0.1f),
        [typeof(RmsNormOperator)] = (g, x) => g.RmsNorm(x, C(g, 3), 0.2f),
        [typeof(BatchNormOperator)] = (g, x) => g.BatchNorm(x, C(g, 3), C(g, 3), C(g, 3), g.Constant("v", [1, 2, 3], 3), 0.3f),
    };

    public static TheoryData<string> Operators => [.. typeof(GraphOperator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GraphOperator)) && !type.IsAbstract).Select(type => type.Name)];

    [Theory, MemberData(nameof(Operators))]
    public void Every_operator_comes_back(string name)
    {
        Type row = s_operators.Keys.SingleOrDefault(type => type.Name == name) ?? throw new InvalidOperationException($"there is no test that saves {name}");
        var builder = new GraphBuilder(3);
        Graph saved = builder.Build(s_operators[row](builder, builder.Input));

        ModelFile.Save(Path, new Model(saved));
        Graph loaded = ModelFile.Load(Path).Graph;

        Assert.Equal(saved.Nodes.Select(node => node.Operator), loaded.Nodes.Select(node => node.Operator));
        Assert.Contains(loaded.Nodes, node => node.Operator.GetType() == row);
        Assert.Equal(saved.Values.Select(value => value.Length), loaded.Values.Select(value => value.Length));
        Bits.Equal(GraphInterpreter.Run(saved, [s_rows], 3)[0], GraphInterpreter.Run(loaded, [s_rows], 3)[0], name);
    }

    [Fact]
    public void An_encoding_comes_back_and_takes_raw_records()
    {
        string csv = _folder.Write("csv", "age;town;ill;note;height\n10;Ulm;no;;1.5\n?;Bonn;yes;;?\n21;?;no;x;1.75\n"u8.ToArray());
        CsvColumn[] columns =
        [
            CsvColumn.Number("age", CsvMissing.Mean), CsvColumn.Category("town", allowsUnknown: true, missingCategory: "none"), CsvColumn.Label("ill"), CsvColumn.Ignored("note"), CsvColumn.Number("height", -1),
        ];
        CsvEncoding encoding = CsvEncoding.Fit(csv, columns, new CsvOptions { Separator = ';', MissingTexts = ["?"], MaxRecordLength = 100 });
        var transform = new TransformChain(encoding.OneHot(), new Standardize(6));
        transform.Fit(encoding.Read(csv).Inputs);
        var network = new Sequential(new Linear(6, 2));
        network.Initialize(seed: 3);
        ModelFile.Save(Path, new Model(network, transform) { Encoding = encoding });

        Model loaded = ModelFile.Load(Path);
        CsvEncoding again = loaded.Encoding!;
        var x = new float[3];

        Assert.Equal(["age", "town", "height"], loaded.FeatureNames);
        Assert.Equal(["no", "yes"], loaded.ClassNames);
        Assert.Equal(encoding.Read(csv).Inputs.ToArray(), again.Read(csv).Inputs.ToArray());
        Assert.Equal(["Bonn", "Ulm", "none"], again.CategoriesOf("town"));
        again.Encode(["?", "Rome", "?"], x);
        Assert.Equal([15.5f, 3, -1], x);
        using InferencePlan plan = InferencePlan.Compile(loaded.Graph);
        plan.Run(x, new float[2]);
        Assert.Equal(0, Allocation.Measure(() => again.Encode(s_texts, x), 100));
        Assert.Equal([20, 0, 1.75f], x);
        Refused.With("'age': 'old' is no finite number.", "fields", () => again.Encode(["old", "Ulm", "1"], x));
        Refused.With("expected 3 texts, one for each feature, but there are 2.", "fields", () => again.Encode(["1", "Ulm"], x));
        Refused.With("x holds 2 floats, but a row has 3 features.", "x", () => again.Encode(s_texts, x.AsSpan(0, 2)));

        byte[] file = File.ReadAllBytes(Path);
        ModelFile.Save(Path, loaded);
        Assert.Equal(file, File.ReadAllBytes(Path));
    }

    private static readonly string[] s_texts = ["20", "Bonn", "1.75"];

    [Fact]
    public void A_number_that_is_not_finite_is_refused_unless_it_is_allowed()
    {
        (Sequential network, RowTransform transform) = Fitted();
        network.Parameters[1].Value[1] = float.NaN;
        ModelFile.Save(Path, new Model(network, transform));

        string refusal = Assert.Throws<SafeTensorsException>(() => ModelFile.Load(Path)).Message;
        Assert.Equal($"{Path}: tensor '0.bias' F32 [4] holds NaN; expected finite numbers", refusal);
        Assert.Equal(float.NaN, ModelFile.Load(Path, new ModelFileOptions { AllowsNonFinite = true }).Graph.Values.Single(value => value.Name == "0.bias").Constant[1]);
    }

    [Fact]
    public void Models_that_do_not_fit_are_not_written()
    {
        (Sequential network, RowTransform transform) = Fitted();
        string path = _folder.Write("f", [1, 2, 3]);
        void NotSaved(string message, Func<Model> model) => Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(() => ModelFile.Save(path, model())).Message, StringComparison.Ordinal);

        NotSaved("there are 2 feature names, but the graph takes input [3].", () => new Model(network, transform) { FeatureNames = ["a", "b"] });
        NotSaved("there are 3 class names, but the graph gives softmax_", () => new Model(network, transform) { ClassNames = ["a", "b", "c"] });
        NotSaved("the metadata has the key simdnet.model", () => new Model(network, transform) { Metadata = new Dictionary<string, string> { ["simdnet.model"] = "" } });
        NotSaved("one of classes", () => new Model(network, transform) { ClassNames = ["a", "\uD800"] });
        NotSaved("the network takes 6 features, but the transform makes 2.", () => new Model(network, new Standardize(2)));
        NotSaved("no layer of the network says", () => new Model(new Softmax()));
        NotSaved("the output input [3] is an input.", () => new Model(new GraphBuilder(3) is var b ? b.Build(b.Input) : null!));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    [Fact]
    public void One_number_may_stand_for_two_classes()
    {
        ModelFile.Save(Path, new Model(new Sequential(new Linear(2, 1))) { ClassNames = ["no", "yes"] });
        Assert.Equal(["no", "yes"], ModelFile.Load(Path).ClassNames);
    }

    [Theory, InlineData(1), InlineData(0.25), InlineData(3.7)]
    public void A_temperature_makes_calibrated_probabilities_of_logits(double temperature)
    {
        Sequential network = new Sequential(new Linear(3, 4), new ActivationLayer(Activation.Tanh), new Linear(4, 3)).WithParameters(2);
        var transform = new Standardize(3);
        transform.Fit(s_rows);
        ModelFile.Save(Path, new Model(network, transform, temperature));

        using InferencePlan plan = InferencePlan.Compile(ModelFile.Load(Path).Graph, new InferenceOptions { MaxBatch = 3 });
        float[] probs = Plans.Run(plan, s_rows), scaled = (float[])s_rows.Clone(), expected = new float[9];
        transform.Apply(scaled);
        float[] logits = network.Predict(scaled);
        new TemperatureScaling(temperature).Apply(logits, 3, expected);

        // 1/T and each weight are rounded, and the standardisation is folded: gamma_8 of the magnitudes, here at most 16, in the exponent.
        double tolerance = Rounding.Gamma(8) * 16 / temperature + Rounding.Gamma(16);
        for (int i = 0; i < 9; i++)
            Assert.InRange(probs[i] / expected[i] - 1, -tolerance, tolerance);
        Assert.StartsWith("3 steps", plan.Describe(), StringComparison.Ordinal); // two products and softmax: both scalings are taken into weights
    }

    [Fact]
    public void Temperatures_that_do_not_fit_are_refused()
    {
        var network = new Sequential(new Linear(3, 2));
        foreach (double temperature in new[] { 0, -1, double.NaN, double.PositiveInfinity, 1e39, 1e-39 })
            Assert.Throws<ArgumentOutOfRangeException>("temperature", () => new Model(network, null, temperature));
        Assert.Contains("probabilities are of 2 classes or more", Assert.Throws<ArgumentException>("network", () => new Model(new Sequential(new Linear(3, 1)), null, 2)).Message, StringComparison.Ordinal);
    }

    internal static (Sequential Network, RowTransform Transform) Fitted()
    {
        (Sequential network, RowTransform transform) = New();
        network.WithParameters(5);
        transform.Fit(s_rows);
        return (network, transform);
    }

    private static (Sequential, RowTransform) New() => (
        new Sequential(new Linear(6, 4), new BatchNorm(4), new ActivationLayer(Activation.LeakyRelu(0.25f)), new LayerNorm(4), new Linear(4, 2), new Softmax()),
        new TransformChain(new MinMax(3, 0, 3), new WithTanh(), new Standardize(6)));

    private static GraphValue C(GraphBuilder graph, params int[] shape) => graph.Constant("c", Numbers.Uniform(shape[0], shape.Aggregate(1, (product, size) => product * size)), shape);

    /// <summary>A transform that a user may write: its operators and nothing learned</summary>
    private sealed class WithTanh() : RowTransform(3, 6)
    {
        public override bool HasOperators => true;

        public override GraphValue Lower(GraphBuilder graph, GraphValue x) => graph.Concat(x, graph.Activation(x, "tanh"));

        protected override void Forward(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int row = 0; row < x.Length / 3; row++)
            {
                x.Slice(row * 3, 3).CopyTo(y[(row * 6)..]);
                ActivationKernels.Forward(Activation.Tanh, x.Slice(row * 3, 3), y.Slice((row * 6) + 3, 3));
            }
        }

        protected override void Backward(ReadOnlySpan<float> y, Span<float> x) => throw new NotSupportedException();
    }
}
