namespace SimdNet.Training;

/// <summary>A training step's loss is NaN or infinite. The parameters are as they were before that step.</summary>
public sealed class NonFiniteLossException : ArithmeticException
{
    /// <summary>A loss that is no number, and where.</summary>
    public NonFiniteLossException(float loss, int epoch, int step)
        : base($"the loss is {loss} at epoch {epoch}, step {step}; the parameters are as they were before that step. A lower learning rate or scaled inputs often help.")
    {
        Loss = loss;
        Epoch = epoch;
        Step = step;
    }

    /// <summary>The loss: NaN or an infinity.</summary>
    public float Loss { get; }

    /// <summary>The epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step, counted from 1 within the epoch.</summary>
    public int Step { get; }
}
