using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>y = f(x), element by element, f any <see cref="Kernels.Activation"/>.</summary>
public sealed class ActivationLayer : Layer
{
    /// <summary>A layer that applies a function.</summary>
    public ActivationLayer(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Activation = activation;
    }

    /// <summary>f</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override int OutFeatures(int inFeatures) => inFeatures;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool) =>
        ActivationKernels.Forward(Activation, x, y);

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        if (!dx.IsEmpty)
            ActivationKernels.Backward(Activation, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Activation(x, Activation.ToString());
    }

    /// <summary>Its name and function.</summary>
    public override string ToString() => $"ActivationLayer({Activation})";
}
