using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>In a training step y = x / (1 - p), but 0 for a random share p of all elements; otherwise y = x.</summary>
/// <remarks>
/// What is dropped is a function of the step's seed and stream and of an element's place in the batch, so a run is the same on every machine, and the backward
/// pass makes the mask again. <see cref="MonteCarloDropout"/> lets it drop in predictions. A lowered graph has no trace of it. As PyTorch's Dropout.
/// </remarks>
public sealed class Dropout : Layer
{
    private bool _isSampling;

    /// <summary>A layer that drops a share of its inputs while training.</summary>
    /// <param name="p">the share, in [0, 1)</param>
    /// <exception cref="ArgumentOutOfRangeException">p is out of range</exception>
    public Dropout(float p = 0.5f) =>
        P = p is >= 0f and < 1f ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "expected a number from 0 up to, not including, 1.");

    /// <summary>The share of elements that become 0.</summary>
    public float P { get; }

    /// <summary>Where the current step's random numbers come from.</summary>
    internal (ulong Seed, ulong Stream) RandomNumbers { get; private set; }

    /// <inheritdoc/>
    public override int OutFeatures(int inFeatures) => inFeatures;

    /// <summary>None: evaluation does not drop.</summary>
    public override long Flops(int inFeatures) => 0;

    /// <inheritdoc/>
    public override void BeginTrainingStep(ulong seed, ref ulong stream)
    {
        base.BeginTrainingStep(seed, ref stream);
        RandomNumbers = (seed, stream++);
    }

    /// <inheritdoc/>
    /// <remarks>A layer with p = 0 drops nothing, and takes no stream.</remarks>
    public override void BeginSampling(ulong seed, ref ulong stream)
    {
        if (P == 0)
            return;
        RandomNumbers = (seed, stream++);
        _isSampling = true;
    }

    /// <inheritdoc/>
    public override void EndSampling() => _isSampling = false;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool)
    {
        if (IsTraining)
            RowKernels.Dropout(x, P, RandomNumbers.Seed, RandomNumbers.Stream, y);
        else if (_isSampling)
            RowKernels.Dropout(x, x.Length / batch, P, RandomNumbers.Seed, RandomNumbers.Stream, y);
        else
            x.CopyTo(y);
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        if (dx.IsEmpty)
            return;
        if (IsTraining)
            RowKernels.DropoutBackward(dy, P, RandomNumbers.Seed, RandomNumbers.Stream, dx);
        else if (_isSampling)
            RowKernels.Dropout(dy, dy.Length / batch, P, RandomNumbers.Seed, RandomNumbers.Stream, dx);
        else
            dy.CopyTo(dx);
    }

    /// <summary>Adds nothing: inference does not drop.</summary>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x) => x;

    /// <summary>Its name and share.</summary>
    public override string ToString() => FormattableString.Invariant($"Dropout({P})");
}
