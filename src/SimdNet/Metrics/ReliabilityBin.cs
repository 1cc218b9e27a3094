namespace SimdNet.Metrics;

/// <summary>The examples whose predicted probability is in (Low, High]; 0 is in the first bin</summary>
/// <param name="Low">lower edge</param>
/// <param name="High">upper edge</param>
/// <param name="Count">how many examples</param>
/// <param name="Hits">how many of them were positive, or right</param>
/// <param name="MeanProbability">the mean of the predicted probabilities; NaN without an example</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, int Hits, double MeanProbability)
{
    /// <summary>Hits / Count; NaN without an example</summary>
    public double Frequency => (double)Hits / Count;

    /// <summary>|Frequency - MeanProbability|; 0 without an example</summary>
    public double Gap => Count == 0 ? 0 : Math.Abs(Frequency - MeanProbability);
}
