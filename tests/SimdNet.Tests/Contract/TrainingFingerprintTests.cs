using Digits;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Contract;

/// <summary>A training run is a pure function of data, options and seed: the weights after 3 epochs on the digits have the same SHA-256 on every CPU.</summary>
public class TrainingFingerprintTests
{
    private const string Expected = "06cdfbaa950e0db6316a593f8ec3922e7b5644020feab283ce564626d26f8dbf";

    private static readonly Lazy<DigitsData> s_digits = new(() => DigitsData.Load(Path.Combine(AppContext.BaseDirectory, "digits.csv.gz")));

    [Fact]
    public void Weights_after_three_epochs_are_the_same_bits_everywhere() => Check(threads: 1);

    [Fact]
    public void Weights_after_three_epochs_do_not_depend_on_the_number_of_threads() => Check(threads: 3);

    [Fact]
    public void Weights_and_running_statistics_behind_norms_and_dropout_are_the_same_bits_everywhere()
    {
        var network = new Sequential(new BatchNorm(64), new Linear(64, 40), new LayerNorm(40), new ActivationLayer(Activation.Relu), new Dropout(0.2f), new RmsNorm(40), new Linear(40, 10));
        network.Initialize(seed: 1);
        new Trainer(network, new SoftmaxCrossEntropy(), new Adam(1e-3f)).Fit(s_digits.Value.Training, new FitOptions { Epochs = 1, BatchSize = 50, Seed = 1 });
        Check("e1d5652630dc16ae6cafbe8e6f6a76f6eeaf3792abfe9a8ebceadedcc6e1811d", [.. network.Parameters, .. network.Buffers]);
    }

    // Batches of 256: 256 x 128 x 64 multiply-adds are enough for the pool to share a product.
    private static void Check(int threads)
    {
        var network = new Sequential(new Linear(64, 128), new ActivationLayer(Activation.Relu), new Linear(128, 10));
        network.Initialize(seed: 1);
        using var pool = new WorkerPool(threads);
        new Trainer(network, new SoftmaxCrossEntropy(), new Adam(1e-3f))
            .Fit(s_digits.Value.Training, new FitOptions { Epochs = 3, BatchSize = 256, Seed = 1, Pool = pool });

        Check(Expected, network.Parameters);
    }

    private static void Check(string expected, IReadOnlyList<Parameter> parameters)
    {
        using var fingerprint = new Fingerprint();
        foreach (Parameter parameter in parameters)
            fingerprint.Append(parameter.Value);
        Assert.True(expected == fingerprint.ToString(), $"weights: expected {expected}, got {fingerprint}");
    }
}
