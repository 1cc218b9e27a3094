namespace SimdNet.Search;

/// <summary>A trial failed, and the search was to stop then; the inner exception, if there is one, is what the objective threw</summary>
public sealed class TrialFailedException : Exception
{
    /// <summary>An exception without a description</summary>
    public TrialFailedException()
    {
    }

    /// <summary>An exception with the given description</summary>
    public TrialFailedException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with the given description and cause</summary>
    public TrialFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
