namespace SimdNet.Metrics;

/// <summary>matrix[actual, predicted] = how many examples of class actual were predicted as class predicted</summary>
/// <remarks>
/// Allocates classes x classes counts at construction and nothing after. Not safe for concurrent <see cref="Add"/>.
/// A ratio with a denominator of 0 is 0, as scikit-learn reports it (zero_division).
/// Source of the definitions: precision_recall_fscore_support of scikit-learn.
/// </remarks>
public sealed partial class ConfusionMatrix
{
    /// <summary>Most classes that a matrix can have: the square must fit one array</summary>
    public const int MaxClasses = 46340;

    // row-major, [classes x classes]
    private readonly long[] _counts;

    /// <summary>A matrix of zeros</summary>
    /// <param name="classes">from 1 to <see cref="MaxClasses"/></param>
    /// <exception cref="ArgumentOutOfRangeException">another number of classes</exception>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MaxClasses);
        Classes = classes;
        _counts = new long[classes * classes];
    }

    /// <summary>Number of classes; they are numbered from 0</summary>
    public int Classes { get; }

    /// <summary>Number of examples added</summary>
    public long Count { get; private set; }

    /// <summary>Number of examples with predicted = actual</summary>
    public long Correct { get; private set; }

    /// <summary>Correct / Count</summary>
    public double Accuracy => Ratio(Correct, Count);

    /// <summary>How many examples of class actual were predicted as class predicted</summary>
    /// <exception cref="ArgumentOutOfRangeException">no such class; the message has the class and the number of classes</exception>
    public long this[int actual, int predicted]
    {
        get
        {
            CheckClass(actual, nameof(actual));
            CheckClass(predicted, nameof(predicted));
            return _counts[(actual * Classes) + predicted];
        }
    }

    /// <summary>Counts one example</summary>
    /// <exception cref="ArgumentOutOfRangeException">no such class; the message has the class and the number of classes</exception>
    public void Add(int actual, int predicted)
    {
        CheckClass(actual, nameof(actual));
        CheckClass(predicted, nameof(predicted));
        Increment(actual, predicted);
    }

    /// <summary>Counts the examples (actual[i], predicted[i]); all, or none if one is refused</summary>
    /// <exception cref="ArgumentException">the lengths differ; the message has both</exception>
    /// <exception cref="ArgumentOutOfRangeException">no such class; the message has its position, the class and the number of classes</exception>
    public void AddRange(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted)
    {
        if (actual.Length != predicted.Length)
            throw new ArgumentException($"actual holds {actual.Length} classes, but predicted holds {predicted.Length}", nameof(predicted));
        CheckClasses(actual, nameof(actual));
        CheckClasses(predicted, nameof(predicted));
        for (int i = 0; i < actual.Length; i++)
            Increment(actual[i], predicted[i]);
    }

    /// <summary>Sets all counts to 0</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        Correct = 0;
    }

    /// <summary>Examples whose actual class is c: the sum of row c</summary>
    /// <exception cref="ArgumentOutOfRangeException">no such class</exception>
    public long Support(int c)
    {
        CheckClass(c, nameof(c));
        long sum = 0;
        foreach (long count in _counts.AsSpan(c * Classes, Classes))
            sum += count;
        return sum;
    }

    /// <summary>Examples predicted as class c: the sum of column c</summary>
    /// <exception cref="ArgumentOutOfRangeException">no such class</exception>
    public long Predicted(int c)
    {
        CheckClass(c, nameof(c));
        long sum = 0;
        for (int actual = 0; actual < Classes; actual++)
            sum += _counts[(actual * Classes) + c];
        return sum;
    }

    /// <summary>matrix[c, c] / Predicted(c): which share of the predictions of c is right; 0 if c was never predicted</summary>
    /// <exception cref="ArgumentOutOfRangeException">no such class</exception>
    public double Precision(int c) => Ratio(this[c, c], Predicted(c));

    /// <summary>matrix[c, c] / Support(c): which share of the examples of c was found; 0 if there are none</summary>
    /// <exception cref="ArgumentOutOfRangeException">no such class</exception>
    public double Recall(int c) => Ratio(this[c, c], Support(c));

    /// <summary>2 matrix[c, c] / (Support(c) + Predicted(c)), the harmonic mean of precision and recall; 0 if c neither occurs nor was predicted</summary>
    /// <exception cref="ArgumentOutOfRangeException">no such class</exception>
    public double F1(int c) => Ratio(2 * this[c, c], Support(c) + Predicted(c));

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private void Increment(int actual, int predicted)
    {
        _counts[(actual * Classes) + predicted]++;
        Count++;
        if (actual == predicted)
            Correct++;
    }

    private void CheckClass(int c, string name)
    {
        if ((uint)c >= (uint)Classes)
            throw new ArgumentOutOfRangeException(name, c, $"class {c} of {Classes} classes, numbered from 0");
    }

    private void CheckClasses(ReadOnlySpan<int> classes, string name)
    {
        for (int i = 0; i < classes.Length; i++)
        {
            if ((uint)classes[i] >= (uint)Classes)
                throw new ArgumentOutOfRangeException(name, classes[i], $"{name}[{i}] is class {classes[i]} of {Classes} classes, numbered from 0");
        }
    }
}
