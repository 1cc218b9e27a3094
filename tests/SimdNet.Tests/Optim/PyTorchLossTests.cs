using System.Text.Json;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Tests.Training;
using SimdNet.Training;

namespace SimdNet.Tests.Optim;

/// <summary>Training beside PyTorch's: the losses of 200 steps from the same weights over the same batches, which <c>pytorch_losses.py</c> wrote</summary>
public sealed class PyTorchLossTests : IDisposable
{
    private const int Steps = 200, BatchSize = 32, Features = 16, Hidden = 32, Classes = 4;
    private const int InputStream = 100;

    // Of a loss. Both compute in float32; from the same in double PyTorch strays by at most a quarter of this, by the script's own check.
    private const double Tolerance = 1e-4;

    private static readonly Dictionary<string, Run> _runs = new()
    {
        ["sgd"] = new(() => new Sgd(0.1f)),
        ["sgd weight decay"] = new(() => new Sgd(0.1f, weightDecay: 0.01f)),
        ["sgd momentum"] = new(() => new Sgd(0.05f, 0.9f)),
        ["sgd dampening"] = new(() => new Sgd(0.1f, 0.9f, 0.5f)),
        ["sgd nesterov"] = new(() => new Sgd(0.05f, 0.9f, nesterov: true)),
        ["sgd nesterov weight decay"] = new(() => new Sgd(0.05f, 0.9f, weightDecay: 0.01f, nesterov: true)),
        ["sgd momentum dampening weight decay"] = new(() => new Sgd(0.1f, 0.9f, 0.5f, 0.01f)),
        ["rmsprop"] = new(() => new RmsProp(0.001f)),
        ["rmsprop centred"] = new(() => new RmsProp(0.001f, centered: true)),
        ["rmsprop momentum"] = new(() => new RmsProp(0.0005f, momentum: 0.5f)),
        ["rmsprop weight decay"] = new(() => new RmsProp(0.001f, weightDecay: 0.01f)),
        ["rmsprop centred momentum weight decay"] = new(() => new RmsProp(0.0005f, momentum: 0.5f, centered: true, weightDecay: 0.01f)),
        ["adagrad"] = new(() => new Adagrad(0.02f)),
        ["adagrad lr decay"] = new(() => new Adagrad(0.02f, 0.01f)),
        ["adagrad weight decay"] = new(() => new Adagrad(0.02f, weightDecay: 0.01f)),
        ["adagrad initial accumulator"] = new(() => new Adagrad(0.02f, initialAccumulator: 0.01f)),
        ["adam"] = new(() => new Adam(0.003f)),
        ["adam weight decay"] = new(() => new Adam(0.002f, weightDecay: 0.01f)),
        ["adam amsgrad"] = new(() => new Adam(0.003f, amsGrad: true)),
        ["adam amsgrad weight decay"] = new(() => new Adam(0.002f, weightDecay: 0.01f, amsGrad: true)),
        ["adamw"] = new(() => new AdamW(0.003f)),
        ["adamw weight decay"] = new(() => new AdamW(0.003f, weightDecay: 0.5f)),
        ["adamw amsgrad"] = new(() => new AdamW(0.003f, amsGrad: true)),
        ["lion"] = new(() => new Lion(0.001f)),
        ["lion weight decay"] = new(() => new Lion(0.001f, weightDecay: 0.5f)),
        ["clip norm"] = new(() => new Sgd(0.1f, 0.9f)) { ClipNorm = 0.1f },
        ["clip value"] = new(() => new Sgd(0.1f, 0.9f)) { ClipValue = 0.01f },
        ["step schedule"] = new(() => new Sgd()) { Schedule = new StepSchedule(0.4f, 40, 0.75f) },
        ["cosine schedule"] = new(() => new Adam()) { Schedule = new CosineSchedule(0.003f, Steps, 0.0001f) },
        ["one-cycle schedule"] = new(() => new Adam()) { Schedule = new OneCycleSchedule(0.005f, Steps + 1) },
        ["averaged weights"] = new(() => new Sgd(0.1f, 0.9f)) { AverageDecay = 0.9f },
    };

    private readonly JsonDocument _pyTorch = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "pytorch_losses.json")));

    public static TheoryData<string> Runs => [.. _runs.Keys];

    private JsonElement Losses => _pyTorch.RootElement.GetProperty("losses");

    public void Dispose() => _pyTorch.Dispose();

    [Theory, MemberData(nameof(Runs))]
    public void Losses_follow_PyTorchs_at_every_step(string name)
    {
        double[] expected = [.. Losses.GetProperty(name).EnumerateArray().Select(loss => loss.GetDouble())];

        double[] actual = Train(_runs[name]);

        Assert.Equal((Steps, Steps), (expected.Length, actual.Length));
        for (int step = 0; step < Steps; step++)
        {
            double error = Math.Abs(actual[step] - expected[step]) / expected[step];
            Assert.True(error <= Tolerance, $"{name}, step {step + 1}: the loss is {actual[step]:R}, PyTorch's {expected[step]:R}: {error:E1} apart, relatively.");
        }
    }

    [Fact]
    public void Every_curve_and_every_optimizer_is_compared()
    {
        Assert.Equal(Losses.EnumerateObject().Select(curve => curve.Name).Order(StringComparer.Ordinal), _runs.Keys.Order(StringComparer.Ordinal));
        IEnumerable<Type> optimizers = typeof(Optimizer).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract);
        Assert.Equal(optimizers.Select(type => type.Name).Order(StringComparer.Ordinal), _runs.Values.Select(run => run.Optimizer().GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, InlineData(typeof(Sgd), "SGD"), InlineData(typeof(RmsProp), "RMSprop"), InlineData(typeof(Adagrad), "Adagrad"), InlineData(typeof(Adam), "Adam"), InlineData(typeof(AdamW), "AdamW")]
    public void Defaults_are_those_of_PyTorch(Type optimizer, string name)
    {
        Dictionary<string, object> expected = Defaults(_pyTorch.RootElement.GetProperty("defaults").GetProperty(name));
        expected.TryAdd("learningRate", 1e-3f); // PyTorch 1.13's SGD has none; later versions have this one

        Dictionary<string, object> actual = optimizer.GetConstructors().Single().GetParameters().ToDictionary(parameter => parameter.Name!, parameter => parameter.DefaultValue!);

        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), actual.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    private static double[] Train(Run run)
    {
        DataSet data = Data();
        Sequential network = Network();
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), run.Optimizer());
        AveragedWeights? average = run.AverageDecay is float decay ? new AveragedWeights(network.Parameters, decay) : null;
        var losses = new List<double>();
        var observer = new RecordingObserver(step => losses.Add(average is null ? step.Loss : AveragedLoss(trainer, average, data, step.Step)));
        trainer.Fit(data, new FitOptions { Epochs = 1, BatchSize = BatchSize, Shuffle = false, Schedule = run.Schedule, ClipNorm = run.ClipNorm, ClipValue = run.ClipValue, AveragedWeights = average, Observers = [observer] });
        return [.. losses];
    }

    // The averages' own loss on the step's batch, after the step
    private static double AveragedLoss(Trainer trainer, AveragedWeights average, DataSet data, int step)
    {
        average.Swap();
        double loss = trainer.Evaluate(data.Select([.. Enumerable.Range((step - 1) * BatchSize, BatchSize)])).Loss;
        average.Swap();
        return loss;
    }

    private static Sequential Network()
    {
        var network = new Sequential(new Linear(Features, Hidden), new ActivationLayer(Activation.Relu), new Linear(Hidden, Hidden), new ActivationLayer(Activation.Relu), new Linear(Hidden, Classes));
        for (int stream = 0; stream < network.Parameters.Count; stream++)
        {
            float[] values = Uniform(stream, network.Parameters[stream].Length);
            for (int i = 0; i < values.Length; i++)
                network.Parameters[stream].Value[i] = values[i] / 4;
        }

        return network;
    }

    // A batch for each step; a label is the place of the largest of the first four inputs.
    private static DataSet Data()
    {
        float[] inputs = Uniform(InputStream, Steps * BatchSize * Features);
        return DataSet.FromLabels(inputs, Features, [.. inputs.Chunk(Features).Select(row => Array.IndexOf(row, row[..Classes].Max()))], Classes);
    }

    // Numbers in [-1, 1) of 24 bits: the mixing function of SplitMix64 (Steele, Lea and Flood 2014) over stream * 2^32 + place, as the script has it
    private static float[] Uniform(int stream, int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        ulong z = ((ulong)stream << 32) + (ulong)i + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return ((z >> 40) / (float)(1 << 23)) - 1f;
    })];

    // Names and types as the library has them
    private static Dictionary<string, object> Defaults(JsonElement defaults)
    {
        var values = new Dictionary<string, object>();
        foreach (JsonProperty property in defaults.EnumerateObject())
        {
            if (property.Name == "betas")
                (values["beta1"], values["beta2"]) = (property.Value[0].GetSingle(), property.Value[1].GetSingle());
            else
                values[NameOf(property.Name)] = property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? property.Value.GetBoolean() : property.Value.GetSingle();
        }

        return values;
    }

    private static string NameOf(string pyTorch) => pyTorch switch
    {
        "lr" => "learningRate",
        "lr_decay" => "learningRateDecay",
        "eps" => "epsilon",
        "weight_decay" => "weightDecay",
        "amsgrad" => "amsGrad",
        "initial_accumulator_value" => "initialAccumulator",
        _ => pyTorch,
    };

    /// <summary>An optimizer, and what else happens in a step</summary>
    private sealed record Run(Func<Optimizer> Optimizer)
    {
        public Schedule? Schedule { get; init; }

        public float? ClipNorm { get; init; }

        public float? ClipValue { get; init; }

        public float? AverageDecay { get; init; }
    }
}
