namespace SimdNet.Training;

/// <summary>A checkpoint is of another run than the one that should go on from it, or damaged. Nothing was changed.</summary>
public sealed class CheckpointMismatchException : Exception
{
    /// <summary>A checkpoint that does not fit.</summary>
    /// <param name="message">what was expected and what the checkpoint has</param>
    /// <param name="inner">what reading it said</param>
    public CheckpointMismatchException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
