using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>minimum + (learningRate - minimum) (1 + cos(pi step / steps)) / 2</summary>
/// <remarks>PyTorch's CosineAnnealingLR: at step <c>steps</c> the minimum, and behind it the formula rises again. Source: Loshchilov and Hutter 2017, without restarts.</remarks>
/// <param name="learningRate">the first rate, positive</param>
/// <param name="steps">steps to the minimum, 1 or more</param>
/// <param name="minimum">from 0 to the learning rate</param>
/// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
public sealed class CosineSchedule(float learningRate, long steps, float minimum = 0f) : Schedule
{
    private readonly double _learningRate = Positive(learningRate, nameof(learningRate)), _minimum = Minimum(minimum, learningRate, nameof(minimum));
    private readonly long _steps = Count(steps, nameof(steps));

    /// <inheritdoc/>
    protected internal override double Rate(long step) => Anneal(_learningRate, _minimum, (double)step / _steps);

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(CosineSchedule), ("learningRate", (float)_learningRate), ("steps", _steps), ("minimum", (float)_minimum));
}
