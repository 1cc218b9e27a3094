namespace SimdNet.Data;

/// <summary>One fold of a cross-validation: rows to train on and rows to test on, each in ascending order.</summary>
/// <param name="Training">all rows but those of <paramref name="Test"/></param>
/// <param name="Test">every row is in the test part of exactly one fold</param>
public sealed record Fold(ReadOnlyMemory<int> Training, ReadOnlyMemory<int> Test);
