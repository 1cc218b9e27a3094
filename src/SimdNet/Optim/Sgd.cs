using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>
/// Stochastic gradient descent: w -= learningRate g; with momentum v = momentum v + (1 - dampening) g, w -= learningRate v;
/// with Nesterov's momentum w -= learningRate (g + momentum v). Weight decay adds weightDecay w to g.
/// </summary>
/// <remarks>PyTorch's SGD and its defaults, its first velocity being the gradient itself, undampened.</remarks>
public sealed class Sgd : Optimizer
{
    private IReadOnlyList<Parameter> _velocity = [];
    private SgdMomentumCoefficients _coefficients;

    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="momentum">the share of the velocity that stays, in [0, 1); 0: no velocity is kept</param>
    /// <param name="dampening">the share of the gradient that the velocity does not take up, in [0, 1)</param>
    /// <param name="weightDecay">what of the weight is added to its gradient; 0 or more</param>
    /// <param name="nesterov">whether the step looks ahead along the velocity; takes a momentum, and no dampening</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    /// <exception cref="ArgumentException">Nesterov's momentum without momentum, or with dampening</exception>
    public Sgd(float learningRate = 1e-3f, float momentum = 0f, float dampening = 0f, float weightDecay = 0f, bool nesterov = false)
        : base(learningRate)
    {
        Momentum = InUnitInterval(momentum, nameof(momentum));
        Dampening = InUnitInterval(dampening, nameof(dampening));
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException($"Nesterov's momentum needs a momentum above 0 and a dampening of 0, but they are {momentum} and {dampening}.", nameof(nesterov));
        Nesterov = nesterov;
    }

    /// <summary>The share of the velocity that stays from step to step.</summary>
    public float Momentum { get; }

    /// <summary>The share of the gradient that the velocity does not take up.</summary>
    public float Dampening { get; }

    /// <summary>What of the weight is added to its gradient.</summary>
    public float WeightDecay { get; }

    /// <summary>Whether the step looks ahead along the velocity.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    protected override void CreateState(IReadOnlyList<Parameter> parameters)
    {
        if (Momentum > 0)
            _velocity = Zeros("velocity", parameters);
    }

    /// <inheritdoc/>
    protected override void BeginStep() =>
        _coefficients = new SgdMomentumCoefficients(LearningRate, Momentum) { GradientShare = Steps == 1 ? 1f : 1f - Dampening, WeightDecay = WeightDecay, Nesterov = Nesterov };

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter, WorkerPool? pool)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (Momentum > 0)
            UpdateKernels.SgdMomentum(parameter.Value, parameter.Gradient, _velocity[index].Value, _coefficients, pool);
        else
            UpdateKernels.Sgd(parameter.Value, parameter.Gradient, LearningRate, WeightDecay, pool);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(Sgd), ("learningRate", LearningRate), ("momentum", Momentum), ("dampening", Dampening), ("weightDecay", WeightDecay), ("nesterov", Nesterov));
}
