using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>
/// RMSProp: v = alpha v + (1 - alpha) g^2, w -= learningRate g / (sqrt(v) + epsilon). Centred: the variance of g in place of v.
/// With momentum: b = momentum b + g / (...), w -= learningRate b. Weight decay adds weightDecay w to g.
/// </summary>
/// <remarks>PyTorch's RMSprop and its defaults. Sources: Hinton's lecture 6e, 2012; centred: Graves 2013.</remarks>
public sealed class RmsProp : Optimizer
{
    private IReadOnlyList<Parameter> _v = [];
    private IReadOnlyList<Parameter> _mean = [];
    private IReadOnlyList<Parameter> _velocity = [];
    private RmsPropCoefficients _coefficients;

    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="alpha">the decay rate of the averages, in [0, 1)</param>
    /// <param name="epsilon">keeps the denominator from 0</param>
    /// <param name="momentum">the share of the velocity that stays, in [0, 1); 0: no velocity is kept</param>
    /// <param name="centered">whether the mean gradient is taken off</param>
    /// <param name="weightDecay">what of the weight is added to its gradient; 0 or more</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public RmsProp(float learningRate = 1e-2f, float alpha = 0.99f, float epsilon = 1e-8f, float momentum = 0f, bool centered = false, float weightDecay = 0f)
        : base(learningRate)
    {
        Alpha = InUnitInterval(alpha, nameof(alpha));
        Epsilon = Positive(epsilon, nameof(epsilon));
        Momentum = InUnitInterval(momentum, nameof(momentum));
        Centered = centered;
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
    }

    /// <summary>The decay rate of the averages.</summary>
    public float Alpha { get; }

    /// <summary>Keeps the denominator from 0.</summary>
    public float Epsilon { get; }

    /// <summary>The share of the velocity that stays from step to step.</summary>
    public float Momentum { get; }

    /// <summary>Whether the mean gradient is taken off.</summary>
    public bool Centered { get; }

    /// <summary>What of the weight is added to its gradient.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    protected override void CreateState(IReadOnlyList<Parameter> parameters)
    {
        _v = Zeros("v", parameters);
        if (Centered)
            _mean = Zeros("mean", parameters);
        if (Momentum > 0)
            _velocity = Zeros("velocity", parameters);
    }

    /// <inheritdoc/>
    protected override void BeginStep() => _coefficients = new RmsPropCoefficients(LearningRate, Alpha, Epsilon, Momentum, WeightDecay);

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter, WorkerPool? pool)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        UpdateKernels.RmsProp(parameter.Value, parameter.Gradient, _v[index].Value, Centered ? _mean[index].Value : default, Momentum > 0 ? _velocity[index].Value : default, _coefficients, pool);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(RmsProp), ("learningRate", LearningRate), ("alpha", Alpha), ("epsilon", Epsilon), ("momentum", Momentum), ("centered", Centered), ("weightDecay", WeightDecay));
}
