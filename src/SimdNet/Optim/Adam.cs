using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>
/// Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
/// w -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
/// </summary>
/// <remarks>PyTorch's Adam and its defaults. Source: Kingma and Ba 2015.</remarks>
public sealed class Adam : Optimizer
{
    private AlignedBuffer[] _m = [];
    private AlignedBuffer[] _v = [];

    // beta^t as products, one factor a step: no power function, whose last bit may differ between platforms.
    private double _beta1Power = 1;
    private double _beta2Power = 1;
    private AdamCoefficients _coefficients;

    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="beta1">the decay rate of the first moment, in [0, 1)</param>
    /// <param name="beta2">the decay rate of the second moment, in [0, 1)</param>
    /// <param name="epsilon">keeps the denominator from 0</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(learningRate)
    {
        Beta1 = InUnitInterval(beta1, nameof(beta1));
        Beta2 = InUnitInterval(beta2, nameof(beta2));
        Epsilon = float.IsFinite(epsilon) && epsilon > 0
            ? epsilon
            : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "epsilon is a positive finite number.");
    }

    /// <summary>The decay rate of the first moment.</summary>
    public float Beta1 { get; }

    /// <summary>The decay rate of the second moment.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the denominator from 0.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void CreateState(IReadOnlyList<Parameter> parameters)
    {
        _m = [.. parameters.Select(parameter => new AlignedBuffer(parameter.Length))];
        _v = [.. parameters.Select(parameter => new AlignedBuffer(parameter.Length))];
    }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        _beta1Power *= Beta1;
        _beta2Power *= Beta2;
        _coefficients = new AdamCoefficients(LearningRate, Beta1, Beta2, Epsilon, _beta1Power, _beta2Power);
    }

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        UpdateKernels.Adam(parameter.Value, parameter.Gradient, _m[index].Span, _v[index].Span, _coefficients);
    }
}
