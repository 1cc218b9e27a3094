namespace SimdNet.Metrics;

/// <summary>Checks of examples that the metrics share; each message has what was expected and what came</summary>
internal static class ExampleGuard
{
    // How far from 1 a row of probabilities may add up: the square root of a float's precision, as in scikit-learn.
    private const double SumTolerance = 3.4526698300124393e-4;

    public static void SameLength(int expected, int length, string expectedName, string name)
    {
        if (expected != length)
            throw new ArgumentException($"{expectedName} holds {expected} values, but {name} holds {length}", name);
    }

    public static void AtLeast(int least, int length, string name)
    {
        if (length < least)
            throw new ArgumentException($"{name} holds {length} values, but at least {least} are needed", name);
    }

    /// <summary>At least one label; values are [labels.Length x classes]</summary>
    public static void Rows(ReadOnlySpan<int> labels, int length, int classes, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        AtLeast(1, labels.Length, nameof(labels));
        if ((long)labels.Length * classes != length)
            throw new ArgumentException($"{name} holds {length} values, but {labels.Length} labels of {classes} classes need {(long)labels.Length * classes}", name);
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"labels[{i}] is class {labels[i]} of {classes} classes, numbered from 0");
        }
    }

    public static void Finite(ReadOnlySpan<float> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"{name}[{i}] is {values[i]}, expected a finite number", name);
        }
    }

    public static void Probabilities(ReadOnlySpan<float> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= 0 && values[i] <= 1))
                throw new ArgumentException($"{name}[{i}] is {values[i]}, expected a probability within [0, 1]", name);
        }
    }

    /// <summary>Probabilities in rows that add up to 1</summary>
    public static void ProbabilityRows(ReadOnlySpan<float> values, int classes, string name)
    {
        Probabilities(values, name);
        for (int row = 0; row < values.Length / classes; row++)
        {
            double sum = 0;
            foreach (float p in values.Slice(row * classes, classes))
                sum += p;
            if (Math.Abs(sum - 1) > SumTolerance)
                throw new ArgumentException($"row {row} of {name} adds up to {sum}, expected 1", name);
        }
    }

    public static void WithinZeroAndOne(double value, string name)
    {
        if (!(value > 0 && value < 1))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}, expected a number within (0, 1)");
    }
}
