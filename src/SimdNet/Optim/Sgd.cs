using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>Stochastic gradient descent: w -= learningRate g; with momentum v = momentum v + g, w -= learningRate v.</summary>
/// <remarks>PyTorch's SGD, its first velocity being the gradient itself.</remarks>
public sealed class Sgd : Optimizer
{
    private AlignedBuffer[] _velocity = [];

    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="momentum">the share of the velocity that stays, in [0, 1); 0: no velocity is kept</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public Sgd(float learningRate = 1e-2f, float momentum = 0f)
        : base(learningRate) => Momentum = InUnitInterval(momentum, nameof(momentum));

    /// <summary>The share of the velocity that stays from step to step.</summary>
    public float Momentum { get; }

    /// <inheritdoc/>
    protected override void CreateState(IReadOnlyList<Parameter> parameters)
    {
        if (Momentum > 0)
            _velocity = [.. parameters.Select(parameter => new AlignedBuffer(parameter.Length))];
    }

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (Momentum > 0)
            UpdateKernels.SgdMomentum(parameter.Value, parameter.Gradient, _velocity[index].Span, LearningRate, Momentum);
        else
            UpdateKernels.Sgd(parameter.Value, parameter.Gradient, LearningRate);
    }
}
