namespace SimdNet.Metrics;

/// <summary>Result of a test: its statistic, and how probable one at least as extreme is if nothing but chance is at work</summary>
public readonly record struct SignificanceTest(double Statistic, double PValue);
