using SimdNet.Graphs;
using SimdNet.Kernels;

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
        : base(categories.Length, new OneHotOperator(categories).OutFeatures) => _categories = categories.ToArray();

    /// <summary>True: a one-hot operator.</summary>
    public override bool HasOperators => true;

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.OneHot(x, _categories);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">a code is no whole number from 0 to n - 1</exception>
    protected override void Forward(ReadOnlySpan<float> x, Span<float> y) => RowKernels.OneHot(x, _categories, y, nameof(x), nameof(x));

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<float> y, Span<float> x)
    {
        for (int i = 0, at = 0; i < x.Length; i++)
        {
            int n = _categories[i % InFeatures];
            x[i] = n == 0 ? y[at] : ReductionKernels.ArgMax(y.Slice(at, n));
            at += int.Max(n, 1);
        }
    }

    /// <inheritdoc/>
    protected override void Learn(ReadOnlySpan<float> x) => Forward(x, new float[x.Length / InFeatures * OutFeatures]);
}
