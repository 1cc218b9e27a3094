using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>Half cosines from the learning rate to the minimum, one after the other: minimum + (learningRate - minimum) (1 + cos(pi t / length)) / 2, t counted within its cycle.</summary>
/// <remarks>PyTorch's CosineAnnealingWarmRestarts. Source: Loshchilov and Hutter 2017.</remarks>
/// <param name="learningRate">the rate at each restart, positive</param>
/// <param name="firstCycle">steps of the first cycle, 1 or more</param>
/// <param name="growth">each cycle has this many times the steps of the one before; 1 or more</param>
/// <param name="minimum">from 0 to the learning rate</param>
/// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
public sealed class CosineRestartsSchedule(float learningRate, long firstCycle, int growth = 1, float minimum = 0f) : Schedule
{
    private readonly double _learningRate = Positive(learningRate, nameof(learningRate)), _minimum = Minimum(minimum, learningRate, nameof(minimum));
    private readonly long _firstCycle = Count(firstCycle, nameof(firstCycle)), _growth = Count(growth, nameof(growth));

    /// <inheritdoc/>
    protected internal override double Rate(long step)
    {
        long length = _firstCycle;
        if (_growth == 1)
            step %= length;
        while (step >= length)
        {
            step -= length;
            length = length > long.MaxValue / _growth ? long.MaxValue : length * _growth;
        }

        return Anneal(_learningRate, _minimum, (double)step / length);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(CosineRestartsSchedule), ("learningRate", (float)_learningRate), ("firstCycle", _firstCycle), ("growth", _growth), ("minimum", (float)_minimum));
}
