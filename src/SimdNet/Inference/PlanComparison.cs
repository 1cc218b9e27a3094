namespace SimdNet.Inference;

/// <summary>How far two plans' answers are apart; see <see cref="InferencePlan.CompareWith"/>.</summary>
/// <param name="Rows">rows compared</param>
/// <param name="LargestDifference">the largest |y - other y|; NaN if one of the plans gave NaN</param>
/// <param name="RootMeanSquareDifference">sqrt(mean (y - other y)^2) over all outputs</param>
/// <param name="RootMeanSquare">sqrt(mean y^2), to measure the difference by</param>
/// <param name="Agreement">the share of rows whose largest output is the same one: for a classifier, how often both choose the same class</param>
public sealed record PlanComparison(int Rows, double LargestDifference, double RootMeanSquareDifference, double RootMeanSquare, double Agreement)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Rows} rows: largest difference {LargestDifference:G4}, root mean square {RootMeanSquareDifference:G4} of {RootMeanSquare:G4}, the same largest output in {100 * Agreement:F2} %");
}
