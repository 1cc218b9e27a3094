using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>
/// Adagrad: sum = sum + g^2, w -= learningRate / (1 + (t - 1) learningRateDecay) g / (sqrt(sum) + epsilon). Weight decay adds weightDecay w to g.
/// </summary>
/// <remarks>PyTorch's Adagrad and its defaults. Source: Duchi, Hazan and Singer 2011.</remarks>
public sealed class Adagrad : Optimizer
{
    private IReadOnlyList<Parameter> _sum = [];
    private float _stepSize;

    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the first step's length</param>
    /// <param name="learningRateDecay">how fast it falls; 0 or more</param>
    /// <param name="weightDecay">what of the weight is added to its gradient; 0 or more</param>
    /// <param name="initialAccumulator">what the sums of squares start with; 0 or more</param>
    /// <param name="epsilon">keeps the denominator from 0</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public Adagrad(float learningRate = 1e-2f, float learningRateDecay = 0f, float weightDecay = 0f, float initialAccumulator = 0f, float epsilon = 1e-10f)
        : base(learningRate)
    {
        LearningRateDecay = NotNegative(learningRateDecay, nameof(learningRateDecay));
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        InitialAccumulator = NotNegative(initialAccumulator, nameof(initialAccumulator));
        Epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <summary>How fast the learning rate falls.</summary>
    public float LearningRateDecay { get; }

    /// <summary>What of the weight is added to its gradient.</summary>
    public float WeightDecay { get; }

    /// <summary>What the sums of squares start with.</summary>
    public float InitialAccumulator { get; }

    /// <summary>Keeps the denominator from 0.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void CreateState(IReadOnlyList<Parameter> parameters)
    {
        _sum = Zeros("sum", parameters);
        foreach (Parameter sum in _sum)
            sum.Value.Fill(InitialAccumulator);
    }

    /// <inheritdoc/>
    protected override void BeginStep() => _stepSize = (float)(LearningRate / (1 + ((Steps - 1) * (double)LearningRateDecay)));

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter, WorkerPool? pool)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        UpdateKernels.Adagrad(parameter.Value, parameter.Gradient, _sum[index].Value, _stepSize, Epsilon, WeightDecay, pool);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(Adagrad), ("learningRate", LearningRate), ("learningRateDecay", LearningRateDecay), ("weightDecay", WeightDecay), ("initialAccumulator", InitialAccumulator), ("epsilon", Epsilon));
}
