using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>learningRate gamma^floor(step / stepSize)</summary>
/// <remarks>PyTorch's StepLR.</remarks>
/// <param name="learningRate">the first rate, positive</param>
/// <param name="stepSize">steps between two falls, 1 or more</param>
/// <param name="gamma">the factor of a fall, in (0, 1]</param>
/// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
public sealed class StepSchedule(float learningRate, long stepSize, float gamma = 0.1f) : Schedule
{
    private readonly double _learningRate = Positive(learningRate, nameof(learningRate)), _gamma = Factor(gamma, nameof(gamma));
    private readonly long _stepSize = Count(stepSize, nameof(stepSize));

    /// <inheritdoc/>
    protected internal override double Rate(long step) => _learningRate * PortableMath.Power(_gamma, step / _stepSize);

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(StepSchedule), ("learningRate", (float)_learningRate), ("stepSize", _stepSize), ("gamma", (float)_gamma));
}
