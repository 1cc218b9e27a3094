namespace SimdNet.Search;

/// <summary>A trial that is trained in stages: one that survives a rung goes on from where it stands.</summary>
/// <remarks>
/// One thread at a time uses it, not always the same one. It is disposed when its trial has lost, has failed, or has had the whole budget, and when the search ends otherwise.
/// All survivors of a rung are alive until the rung ends: their networks are in memory together. A trainer goes on to more epochs, with the bits of a run that had them from the
/// beginning, if each <c>Fit</c> has the same <see cref="Training.MemoryCheckpoint"/> in its options.
/// </remarks>
public interface ITrialRun : IDisposable
{
    /// <summary>Goes on to a budget, and scores the trial there.</summary>
    /// <param name="toBudget">what the trial shall have had in all: after <c>Train(3)</c>, <c>Train(9)</c> trains 6 more epochs, if budgets are epochs</param>
    /// <param name="cancellationToken">the search's; a score that is returned after it was cancelled is not used</param>
    /// <returns>the score; NaN: the trial has failed</returns>
    double Train(int toBudget, CancellationToken cancellationToken);
}
