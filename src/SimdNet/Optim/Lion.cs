using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>Lion: w -= learningRate (sign(beta1 m + (1 - beta1) g) + weightDecay w), m = beta2 m + (1 - beta2) g.</summary>
/// <remarks>Each weight moves by the learning rate, which is therefore a third to a tenth of Adam's. Source: Chen et al. 2023, "Symbolic discovery of optimization algorithms", with its defaults.</remarks>
public sealed class Lion : Optimizer
{
    private IReadOnlyList<Parameter> _m = [];

    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="beta1">the momentum's share of what decides the direction, in [0, 1)</param>
    /// <param name="beta2">the share of the momentum that stays, in [0, 1)</param>
    /// <param name="weightDecay">the decoupled decay; 0 or more</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public Lion(float learningRate = 1e-4f, float beta1 = 0.9f, float beta2 = 0.99f, float weightDecay = 0f)
        : base(learningRate)
    {
        Beta1 = InUnitInterval(beta1, nameof(beta1));
        Beta2 = InUnitInterval(beta2, nameof(beta2));
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
    }

    /// <summary>The momentum's share of what decides the direction.</summary>
    public float Beta1 { get; }

    /// <summary>The share of the momentum that stays from step to step.</summary>
    public float Beta2 { get; }

    /// <summary>The decoupled decay: a step takes learningRate weightDecay of each weight away.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    protected override void CreateState(IReadOnlyList<Parameter> parameters) => _m = Zeros("m", parameters);

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter, WorkerPool? pool)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        UpdateKernels.Lion(parameter.Value, parameter.Gradient, _m[index].Value, LearningRate, Beta1, Beta2, WeightDecay, pool);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(Lion), ("learningRate", LearningRate), ("beta1", Beta1), ("beta2", Beta2), ("weightDecay", WeightDecay));
}
