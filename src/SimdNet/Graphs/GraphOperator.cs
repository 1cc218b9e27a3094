namespace SimdNet.Graphs;

/// <summary>What a node of a graph computes.</summary>
public abstract record GraphOperator;

/// <summary>y = x W^T + b. Inputs: x [batch x inFeatures], W [outFeatures x inFeatures], b [outFeatures].</summary>
public sealed record LinearOperator : GraphOperator;

/// <summary>z = x + y, element by element. Inputs: x, y of the same shape.</summary>
public sealed record AddOperator : GraphOperator;

/// <summary>y = (x0 + x1 + ...) / count, element by element. Inputs: one or more of the same shape.</summary>
public sealed record MeanOperator : GraphOperator;

/// <summary>Each row is the operands' rows, one after the other. Inputs: one or more.</summary>
public sealed record ConcatOperator : GraphOperator;

/// <summary>y = f(x), element by element. Inputs: x.</summary>
/// <param name="Function">the name of f: <c>relu</c>, <c>sigmoid</c>, <c>tanh</c>, ...</param>
public sealed record ActivationOperator(string Function) : GraphOperator;

/// <summary>Each category feature, a code 0 to n - 1, becomes n features: 1 at the code, 0 elsewhere. Inputs: x [categories].</summary>
public sealed record OneHotOperator : GraphOperator
{
    private readonly int[] _categories;

    /// <summary>An operator.</summary>
    /// <param name="categories">for each feature the number n of its categories, or 0 for one that is no category and is copied</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is negative</exception>
    /// <exception cref="OverflowException">rows would have more than 2^31 - 1 features</exception>
    public OneHotOperator(params ReadOnlySpan<int> categories)
    {
        foreach (int n in categories)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(n, nameof(categories));
            OutFeatures = checked(OutFeatures + int.Max(n, 1));
        }

        _categories = categories.ToArray();
    }

    /// <summary>For each feature the number of its categories, or 0.</summary>
    public IReadOnlyList<int> Categories => _categories;

    /// <summary>Features of a row that comes out.</summary>
    public int OutFeatures { get; }

    /// <summary>Whether the other has the same categories.</summary>
    public bool Equals(OneHotOperator? other) => other is not null && _categories.AsSpan().SequenceEqual(other._categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_categories.Length, OutFeatures);
}

/// <summary>y = softmax of each row. Inputs: x.</summary>
public sealed record SoftmaxOperator : GraphOperator;

/// <summary>y = ln softmax of each row. Inputs: x.</summary>
public sealed record LogSoftmaxOperator : GraphOperator;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) gamma + beta, mean and variance of each row. Inputs: x, gamma [features], beta [features].</summary>
/// <param name="Epsilon">0 or more</param>
public sealed record LayerNormOperator(float Epsilon) : GraphOperator;

/// <summary>y = x / sqrt(mean of squares + epsilon) gamma, the mean over each row. Inputs: x, gamma [features].</summary>
/// <param name="Epsilon">0 or more</param>
public sealed record RmsNormOperator(float Epsilon) : GraphOperator;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) gamma + beta. Inputs: x, gamma, beta, mean, variance, each but x [features].</summary>
/// <param name="Epsilon">0 or more</param>
public sealed record BatchNormOperator(float Epsilon) : GraphOperator;
