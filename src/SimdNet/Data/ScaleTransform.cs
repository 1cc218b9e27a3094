using SimdNet.Graphs;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Data;

/// <summary>y = (x - mean) / sqrt(variance) gamma + beta, each of the four one number for each feature: batch norm with epsilon 0.</summary>
/// <remarks>y = fma((x - mean) rstd, gamma, beta): <see cref="RowKernels.BatchNorm"/>, with its error bound.</remarks>
public abstract class ScaleTransform : RowTransform
{
    private protected ScaleTransform(int features)
        : base(features, features)
    {
    }

    /// <summary>True: a batch norm operator.</summary>
    public sealed override bool HasOperators => true;

    private protected abstract ReadOnlySpan<float> Mean { get; }

    private protected abstract ReadOnlySpan<float> Variance { get; }

    private protected abstract ReadOnlySpan<float> Gamma { get; }

    private protected abstract ReadOnlySpan<float> Beta { get; }

    /// <summary>Of the four, those that were learned, by the names of <see cref="RowTransform.Buffers"/>; the others are one number each.</summary>
    private protected abstract (Parameter? Mean, Parameter? Variance, Parameter? Gamma, Parameter? Beta) Learned { get; }

    /// <inheritdoc/>
    public sealed override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphValue gamma = Constant(graph, Learned.Gamma, "gamma", Gamma), beta = Constant(graph, Learned.Beta, "beta", Beta);
        GraphValue mean = Constant(graph, Learned.Mean, "mean", Mean), variance = Constant(graph, Learned.Variance, "variance", Variance);
        GC.KeepAlive(this); // a span does not keep its parameter alive
        return graph.BatchNorm(x, gamma, beta, mean, variance, epsilon: 0);
    }

    /// <inheritdoc/>
    protected sealed override void Forward(ReadOnlySpan<float> x, Span<float> y)
    {
        RowKernels.BatchNorm(x, InFeatures, Mean, Variance, Gamma, Beta, epsilon: 0, y);
        GC.KeepAlive(this);
    }

    /// <summary>x = (y - beta) sqrt(variance) / gamma + mean, in double, rounded once.</summary>
    protected sealed override void Backward(ReadOnlySpan<float> y, Span<float> x)
    {
        ReadOnlySpan<float> mean = Mean, variance = Variance, gamma = Gamma, beta = Beta;
        for (int i = 0; i < y.Length; i++)
        {
            int j = i % InFeatures;
            x[i] = (float)((((double)y[i] - beta[j]) * Math.Sqrt(variance[j]) / gamma[j]) + mean[j]);
        }

        GC.KeepAlive(this);
    }

    private GraphValue Constant(GraphBuilder graph, Parameter? learned, string name, ReadOnlySpan<float> values) => learned is null
        ? graph.Uniform(name, values[0], InFeatures)
        : graph.Constant(learned.Name, values, InFeatures);

    /// <summary>n floats of one value.</summary>
    private protected static float[] Constant(int n, float value)
    {
        var constant = new float[n];
        Array.Fill(constant, value);
        return constant;
    }
}
