using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>How a perceptron is trained. <c>options with { Seed = 2 }</c> is the same training in other orders.</summary>
public sealed record PerceptronOptions
{
    /// <summary>Passes over the samples at most; 1 or more. A pass without an error is the last one.</summary>
    public int Epochs { get; init; } = 1000;

    /// <summary>The factor of each correction; positive, finite. From weights of 0 it scales them and changes no answer, but for rounding.</summary>
    public float LearningRate { get; init; } = 1f;

    /// <summary>Which weights are kept.</summary>
    public PerceptronVariant Variant { get; init; }

    /// <summary>Whether each epoch takes the samples in an order of its own; false: as they stand.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>What the orders depend on.</summary>
    public ulong Seed { get; init; }

    /// <summary>Is told after each epoch, on the training thread; the perceptron then has the weights that the rule has come to, whatever the variant. Null: nobody.</summary>
    public IProgress<PerceptronEpoch>? Progress { get; init; }

    /// <summary>Ends the training after an epoch with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    internal void Check()
    {
        if (Epochs < 1)
            throw new ArgumentOutOfRangeException(nameof(Epochs), Epochs, "Epochs is at least 1.");
        Guard.PositiveFinite(LearningRate);
        if (!Enum.IsDefined(Variant))
            throw new ArgumentOutOfRangeException(nameof(Variant), Variant, "no such variant.");
    }
}
