namespace SimdNet.Training;

/// <summary>The loss or a gradient of a training step is NaN or infinite. The parameters are as they were before that step.</summary>
public sealed class NonFiniteStepException : ArithmeticException
{
    /// <summary>A step that gave no finite numbers, and where.</summary>
    internal NonFiniteStepException(in NonFiniteStep step, string action)
        : base($"the loss is {step.Loss} at {(step.Epoch > 0 ? $"epoch {step.Epoch}, " : "")}step {step.Step}: {step.Place}. The parameters are as they were before that step{action}. A lower learning rate, clipped gradients or scaled inputs often help.")
    {
        Step = step;
    }

    /// <summary>Which step, its loss, and where its first number is that is not finite.</summary>
    public NonFiniteStep Step { get; }
}
