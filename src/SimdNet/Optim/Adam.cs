using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>
/// Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
/// w -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon). Weight decay adds weightDecay w to g; AMSGrad puts the largest v so far in v's place.
/// </summary>
/// <remarks>PyTorch's Adam and its defaults. Sources: Kingma and Ba 2015; AMSGrad: Reddi, Kale and Kumar 2018. Decoupled decay: <see cref="AdamW"/>.</remarks>
public class Adam : Optimizer
{
    private IReadOnlyList<Parameter> _m = [];
    private IReadOnlyList<Parameter> _v = [];
    private IReadOnlyList<Parameter> _vMax = [];

    // beta^t as products, one factor a step: no power function, whose last bit may differ between platforms.
    private double _beta1Power = 1;
    private double _beta2Power = 1;
    private AdamCoefficients _coefficients;

    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="beta1">the decay rate of the first moment, in [0, 1)</param>
    /// <param name="beta2">the decay rate of the second moment, in [0, 1)</param>
    /// <param name="epsilon">keeps the denominator from 0</param>
    /// <param name="weightDecay">what of the weight is added to its gradient; 0 or more</param>
    /// <param name="amsGrad">whether the denominator never falls</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0f, bool amsGrad = false)
        : base(learningRate)
    {
        Beta1 = InUnitInterval(beta1, nameof(beta1));
        Beta2 = InUnitInterval(beta2, nameof(beta2));
        Epsilon = Positive(epsilon, nameof(epsilon));
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        AmsGrad = amsGrad;
    }

    /// <summary>The decay rate of the first moment.</summary>
    public float Beta1 { get; }

    /// <summary>The decay rate of the second moment.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the denominator from 0.</summary>
    public float Epsilon { get; }

    /// <summary>The weight decay: of Adam an addition to the gradient, of AdamW apart from it.</summary>
    public float WeightDecay { get; }

    /// <summary>Whether the denominator never falls.</summary>
    public bool AmsGrad { get; }

    /// <inheritdoc/>
    protected override void CreateState(IReadOnlyList<Parameter> parameters)
    {
        _m = Zeros("m", parameters);
        _v = Zeros("v", parameters);
        if (AmsGrad)
            _vMax = Zeros("v_max", parameters);
    }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        _beta1Power *= Beta1;
        _beta2Power *= Beta2;
        _coefficients = WithDecay(new AdamCoefficients(LearningRate, Beta1, Beta2, Epsilon, _beta1Power, _beta2Power));
    }

    /// <inheritdoc/>
    protected override void OnResume() => (_beta1Power, _beta2Power) = (Power(Beta1, Steps), Power(Beta2, Steps));

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter, WorkerPool? pool)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (AmsGrad)
            UpdateKernels.AmsGrad(parameter.Value, parameter.Gradient, _m[index].Value, _v[index].Value, _vMax[index].Value, _coefficients, pool);
        else
            UpdateKernels.Adam(parameter.Value, parameter.Gradient, _m[index].Value, _v[index].Value, _coefficients, pool);
    }

    // As many products as steps would take, but for those that no longer change it.
    private static double Power(float beta, long steps)
    {
        double power = 1;
        for (long i = 0; i < steps && power * beta != power; i++)
            power *= beta;
        return power;
    }

    /// <summary>The coefficients with what the weight decay adds to them.</summary>
    private protected virtual AdamCoefficients WithDecay(in AdamCoefficients coefficients) => coefficients with { WeightDecay = WeightDecay };

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(GetType().Name, ("learningRate", LearningRate), ("beta1", Beta1), ("beta2", Beta2), ("epsilon", Epsilon), ("weightDecay", WeightDecay), ("amsGrad", AmsGrad));
}
