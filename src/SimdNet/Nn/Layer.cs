using SimdNet.Buffers;
using SimdNet.Graphs;

namespace SimdNet.Nn;

/// <summary>A function of rows with parameters, and its derivative: what networks are made of.</summary>
/// <remarks>
/// A layer holds parameters and no activations: the caller gives all memory, as much as <see cref="OutFeatures"/> and
/// <see cref="CacheLength"/> answer. Spans do not overlap unless a parameter's text says so. Forward and Backward allocate nothing.
/// </remarks>
public abstract class Layer
{
    /// <summary>What training changes, in a fixed order; empty for a layer without parameters.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Numbers that belong to the layer, are saved and loaded with its parameters, and are no optimizer's business; empty for most layers.</summary>
    public virtual IReadOnlyList<Parameter> Buffers => [];

    /// <summary>Whether passes are those of a training step: batch norm then takes its statistics from the batch, and dropout drops. False until <see cref="BeginTrainingStep"/>.</summary>
    public bool IsTraining { get; private set; }

    /// <summary>Whether a network has it, and named its parameters by its place there.</summary>
    internal bool IsInNetwork { get; set; }

    /// <summary>The features that a row must have, or null if any number will do.</summary>
    public virtual int? InFeatures => null;

    /// <summary>Features of a result row for a given number of features of an input row.</summary>
    /// <exception cref="ArgumentException">the layer does not take rows of this length; the message has both numbers</exception>
    public abstract int OutFeatures(int inFeatures);

    /// <summary>Floats that a forward pass of a batch keeps for its backward pass.</summary>
    public virtual int CacheLength(int inFeatures, int batch) => 0;

    /// <summary>Floating-point operations of an evaluation's forward pass of one row; one for each result, unless the layer knows better.</summary>
    /// <remarks>
    /// A fused multiply-add counts 2; an addition, product, quotient, root or function (e^x, ln x, any activation) 1; comparisons, copies and what a row needs
    /// only once count nothing. The same numbers as in a plan's description.
    /// </remarks>
    /// <exception cref="ArgumentException">the layer does not take rows of this length; the message has both numbers</exception>
    public virtual long Flops(int inFeatures) => (long)FlopsPerElement.Map * OutFeatures(inFeatures);

    /// <summary>Gives the parameters their starting values.</summary>
    /// <param name="seed">the values depend on it</param>
    /// <param name="stream">the stream of random numbers of the first parameter; each takes one and moves on</param>
    public virtual void Initialize(ulong seed, ref ulong stream)
    {
    }

    /// <summary>Gives weight matrices their starting values from an initializer, biases 0, and other parameters the layer's own.</summary>
    /// <param name="seed">the values depend on it</param>
    /// <param name="stream">the stream of random numbers of the first parameter; each takes one and moves on, as without an initializer</param>
    /// <param name="weights">for the weight matrices</param>
    public virtual void Initialize(ulong seed, ref ulong stream, Initializer weights) => Initialize(seed, ref stream);

    /// <summary>From here to <see cref="EndTrainingStep"/> a forward pass and its backward pass are a training step.</summary>
    /// <param name="seed">what the step's random numbers depend on</param>
    /// <param name="stream">the step's first stream of random numbers; each layer that needs one takes one and moves on</param>
    public virtual void BeginTrainingStep(ulong seed, ref ulong stream) => IsTraining = true;

    /// <summary>Passes are those of evaluation again.</summary>
    public virtual void EndTrainingStep() => IsTraining = false;

    /// <summary>From here to <see cref="EndSampling"/> a forward pass is that of evaluation, but for dropout: it drops, the same features of each row. A layer made of layers passes it on to them.</summary>
    /// <param name="seed">what the random numbers depend on</param>
    /// <param name="stream">the first stream of random numbers; each layer that makes the pass random takes one and moves on, any other leaves it</param>
    public virtual void BeginSampling(ulong seed, ref ulong stream)
    {
    }

    /// <summary>Passes are those of evaluation again.</summary>
    public virtual void EndSampling()
    {
    }

    /// <summary>y = f(x)</summary>
    /// <param name="x">batch x inFeatures</param>
    /// <param name="batch">rows</param>
    /// <param name="y">batch x outFeatures, overwritten</param>
    /// <param name="cache"><see cref="CacheLength"/> floats, to be given to the backward pass as they are</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    public abstract void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool);

    /// <summary>dx = the gradient with respect to x, given dy, the one with respect to y; parameters' gradients are added to.</summary>
    /// <param name="x">the forward pass's input</param>
    /// <param name="y">its output</param>
    /// <param name="dy">batch x outFeatures</param>
    /// <param name="batch">rows</param>
    /// <param name="dx">batch x inFeatures, overwritten; empty: not wanted</param>
    /// <param name="cache">what the forward pass left; may be written to</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    public abstract void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool);

    /// <summary>Adds this layer's operators to a graph and returns their result.</summary>
    /// <param name="graph">the graph</param>
    /// <param name="x">what flows in</param>
    public abstract GraphValue Lower(GraphBuilder graph, GraphValue x);
}
