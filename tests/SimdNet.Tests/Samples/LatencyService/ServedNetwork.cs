using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Tests.Inference;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Samples.LatencyService;

/// <summary>A network of 19 inputs and 10 outputs, its file, and what it answers</summary>
internal sealed class ServedNetwork : IDisposable
{
    public const int Inputs = 19, Outputs = 10;

    private readonly InferencePlan _plan;

    public ServedNetwork(TemporaryFolder folder, int seed)
    {
        Sequential network = Create(seed);
        _plan = Plans.Compile(network, MaxBatch);
        Path = Save(folder, $"{seed}.safetensors", new Model(network));
    }

    /// <summary>That the service is started with, and that the expected answers are computed with</summary>
    public static int MaxBatch => 64;

    public string Path { get; }

    public byte[] File => System.IO.File.ReadAllBytes(Path);

    public static Sequential Create(int seed) =>
        new Sequential(new Linear(Inputs, 37), new ActivationLayer(Activation.Relu), new Linear(37, 21), new ActivationLayer(Activation.Tanh), new Linear(21, Outputs)).WithParameters(seed, scale: 0.5f);

    public static string Save(TemporaryFolder folder, string name, Model model)
    {
        ModelFile.Save(folder.File(name), model);
        return folder.File(name);
    }

    public float[] Answer(float[] rows) => Plans.Run(_plan, rows);

    public void Dispose() => _plan.Dispose();
}

/// <summary>One service for all tests of a class</summary>
public sealed class LatencyServiceFixture : IDisposable
{
    public const int MaxBody = 1 << 16;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<LatencyServiceProcess> _service;

    public LatencyServiceFixture()
    {
        Network = new ServedNetwork(_folder, seed: 1);
        _service = new(() => LatencyServiceProcess.Start(Network.Path, null, "--max-batch", $"{ServedNetwork.MaxBatch}", "--max-body", $"{MaxBody}"));
    }

    internal ServedNetwork Network { get; }

    /// <summary>Started by the first test, since a test can be skipped where it cannot be started, and a fixture cannot</summary>
    internal LatencyServiceProcess Service => _service.Value;

    public void Dispose()
    {
        if (_service.IsValueCreated)
            Service.Dispose();
        Network.Dispose();
        _folder.Dispose();
    }
}
