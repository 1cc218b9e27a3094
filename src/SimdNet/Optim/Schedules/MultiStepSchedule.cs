using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>learningRate gamma^(the number of milestones up to the step)</summary>
/// <remarks>PyTorch's MultiStepLR.</remarks>
public sealed class MultiStepSchedule : Schedule
{
    private readonly double _learningRate, _gamma;
    private readonly long[] _milestones;

    /// <summary>A schedule that falls at the milestones.</summary>
    /// <param name="learningRate">the first rate, positive</param>
    /// <param name="milestones">the steps from which the rate is lower, none negative, in rising order; one that stands twice counts twice</param>
    /// <param name="gamma">the factor of a fall, in (0, 1]</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    /// <exception cref="ArgumentException">a milestone comes after a later one</exception>
    public MultiStepSchedule(float learningRate, IReadOnlyList<long> milestones, float gamma = 0.1f)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        _learningRate = Positive(learningRate, nameof(learningRate));
        _gamma = Factor(gamma, nameof(gamma));
        _milestones = [.. milestones];
        for (int i = 0; i < _milestones.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(_milestones[i], nameof(milestones));
            if (i > 0 && _milestones[i] < _milestones[i - 1])
                throw new ArgumentException($"milestones rise, but {_milestones[i]} comes after {_milestones[i - 1]}.", nameof(milestones));
        }
    }

    /// <inheritdoc/>
    protected internal override double Rate(long step)
    {
        int passed = 0;
        while (passed < _milestones.Length && _milestones[passed] <= step)
            passed++;
        return _learningRate * PortableMath.Power(_gamma, passed);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(MultiStepSchedule), ("learningRate", (float)_learningRate), ("milestones", $"[{string.Join(", ", _milestones)}]"), ("gamma", (float)_gamma));
}
