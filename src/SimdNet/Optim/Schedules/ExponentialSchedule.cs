using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>learningRate gamma^step</summary>
/// <remarks>PyTorch's ExponentialLR.</remarks>
/// <param name="learningRate">the first rate, positive</param>
/// <param name="gamma">the factor of each step, in (0, 1]</param>
/// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
public sealed class ExponentialSchedule(float learningRate, float gamma) : Schedule
{
    private readonly double _learningRate = Positive(learningRate, nameof(learningRate)), _gamma = Factor(gamma, nameof(gamma));

    /// <inheritdoc/>
    protected internal override double Rate(long step) => _learningRate * PortableMath.Power(_gamma, step);

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(ExponentialSchedule), ("learningRate", (float)_learningRate), ("gamma", (float)_gamma));
}
