namespace SimdNet.Search;

/// <summary>A trial has been scored.</summary>
/// <param name="Rung">the rung, counted from 1</param>
/// <param name="Rungs">how many there are</param>
/// <param name="Budget">the rung's budget</param>
/// <param name="Finished">the rung's trials that are finished, those from the journal included</param>
/// <param name="Trials">the rung's trials</param>
/// <param name="Trial">the one that was scored</param>
/// <param name="Score">its score; NaN if it failed</param>
/// <param name="Failure">why it failed; null if it did not</param>
public sealed record SearchProgress(int Rung, int Rungs, int Budget, int Finished, int Trials, Trial Trial, double Score, string? Failure);
