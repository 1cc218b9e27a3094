namespace SimdNet.Search;

/// <summary>A trial's score at a rung.</summary>
/// <param name="Budget">the rung's budget</param>
/// <param name="Score">never NaN</param>
public readonly record struct TrialScore(int Budget, double Score);

/// <summary>What became of a trial.</summary>
/// <param name="Trial">its values</param>
/// <param name="History">its score at each rung that it finished, in order</param>
/// <param name="Failure">why it failed, at the rung behind its history; null if it did not</param>
public sealed record TrialResult(Trial Trial, IReadOnlyList<TrialScore> History, string? Failure)
{
    /// <summary>The score at the largest budget that it finished; NaN if there is none.</summary>
    public double Score => History.Count > 0 ? History[^1].Score : double.NaN;

    /// <summary>The largest budget that it finished; 0 if there is none.</summary>
    public int Budget => History.Count > 0 ? History[^1].Budget : 0;
}
