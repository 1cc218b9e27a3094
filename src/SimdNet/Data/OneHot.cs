namespace SimdNet.Data;

/// <summary>Spreads each category feature, a code 0 to n - 1, out to n features: 1 at the code, 0 elsewhere. Other features are copied.</summary>
/// <remarks>Nothing is learned. The inverse takes the largest of the n, the first of several.</remarks>
public sealed class OneHot : RowTransform
{
    private readonly int[] _categories;

    /// <summary>A transform.</summary>
    /// <param name="categories">for each feature the number of its categories, or 0 for one that is no category</param>
    /// <exception cref="ArgumentException">there is no feature</exception>
    /// <exception cref="ArgumentOutOfRangeException">a number is negative</exception>
    /// <exception cref="OverflowException">rows would have more than 2^31 - 1 features</exception>
    public OneHot(params ReadOnlySpan<int> categories)
        : base(categories.Length, Width(categories)) => _categories = categories.ToArray();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">a code is no whole number from 0 to n - 1</exception>
    protected override void Forward(ReadOnlySpan<float> x, Span<float> y)
    {
        // Codes first, so that nothing is half-written.
        for (int i = 0; i < x.Length; i++)
        {
            int n = _categories[i % InFeatures];
            if (n > 0 && !(x[i] >= 0 && x[i] < n && x[i] == (int)x[i]))
                throw new ArgumentException($"x[row {i / InFeatures}, column {i % InFeatures}] is {x[i]}; expected a code from 0 to {n - 1}.", nameof(x));
        }

        for (int i = 0, at = 0; i < x.Length; i++)
        {
            int n = _categories[i % InFeatures];
            float value = x[i];
            if (n == 0)
            {
                y[at++] = value;
                continue;
            }

            y.Slice(at, n).Clear();
            y[at + (int)value] = 1;
            at += n;
        }
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<float> y, Span<float> x)
    {
        for (int i = 0, at = 0; i < x.Length; i++)
        {
            int n = _categories[i % InFeatures];
            x[i] = n == 0 ? y[at] : Kernels.ReductionKernels.ArgMax(y.Slice(at, n));
            at += int.Max(n, 1);
        }
    }

    /// <inheritdoc/>
    protected override void Learn(ReadOnlySpan<float> x) => Forward(x, new float[x.Length / InFeatures * OutFeatures]);

    private static int Width(ReadOnlySpan<int> categories)
    {
        int width = 0;
        foreach (int n in categories)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(n, nameof(categories));
            width = checked(width + int.Max(n, 1));
        }

        return width;
    }
}
