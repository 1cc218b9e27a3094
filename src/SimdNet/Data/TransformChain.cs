using System.Buffers;
using SimdNet.Graphs;
using SimdNet.Nn;

namespace SimdNet.Data;

/// <summary>y = f_n(... f_1(x)): transforms one after the other, each fitted to what those before it make of the training part.</summary>
/// <remarks>Takes the transforms over: its place in the chain goes before each buffer's name, <c>0.standardize.mean</c>. A transform is in one chain at most.</remarks>
public sealed class TransformChain : RowTransform
{
    private const int BlockRows = 64;

    private readonly RowTransform[] _transforms;
    private readonly int _widest;

    /// <summary>A chain.</summary>
    /// <exception cref="ArgumentException">there is no transform, one is there twice, or one takes rows of another length than the one before makes; the message has both</exception>
    public TransformChain(params ReadOnlySpan<RowTransform> transforms)
        : base(Checked(transforms)[0].InFeatures, transforms[^1].OutFeatures)
    {
        _transforms = transforms.ToArray();
        _widest = _transforms.Max(transform => transform.OutFeatures);
        for (int i = 0; i < _transforms.Length; i++)
        {
            foreach (Parameter buffer in _transforms[i].Buffers)
                buffer.Name = $"{i}.{buffer.Name}";
        }

        Buffers = [.. _transforms.SelectMany(transform => transform.Buffers)];
    }

    /// <summary>Those of all transforms.</summary>
    public override IReadOnlyList<Parameter> Buffers { get; }

    /// <summary>Whether all transforms have operators.</summary>
    public override bool HasOperators => _transforms.All(transform => transform.HasOperators);

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x) =>
        _transforms.Aggregate(x, (value, transform) => transform.Lower(graph, value));

    /// <inheritdoc/>
    protected override void Learn(ReadOnlySpan<float> x)
    {
        float[] rows = x.ToArray();
        foreach (RowTransform transform in _transforms)
        {
            transform.Fit(rows);
            var next = new float[checked(rows.Length / transform.InFeatures * transform.OutFeatures)];
            transform.Apply(rows, next);
            rows = next;
        }
    }

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<float> x, Span<float> y) => Blocks(x, y, isForward: true);

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<float> y, Span<float> x) => Blocks(y, x, isForward: false);

    // Block by block through two borrowed buffers, so that neither rows of other lengths nor aliasing matter.
    private void Blocks(ReadOnlySpan<float> from, Span<float> to, bool isForward)
    {
        (int fromFeatures, int toFeatures) = isForward ? (InFeatures, OutFeatures) : (OutFeatures, InFeatures);
        int length = checked(BlockRows * int.Max(InFeatures, _widest));
        float[] a = ArrayPool<float>.Shared.Rent(length), b = ArrayPool<float>.Shared.Rent(length);
        try
        {
            for (int row = 0, rows = from.Length / fromFeatures; row < rows; row += BlockRows)
            {
                int block = int.Min(BlockRows, rows - row);
                from.Slice(row * fromFeatures, block * fromFeatures).CopyTo(a);
                for (int i = 0; i < _transforms.Length; i++)
                {
                    RowTransform transform = _transforms[isForward ? i : _transforms.Length - 1 - i];
                    if (isForward)
                        transform.Apply(a.AsSpan(0, block * transform.InFeatures), b.AsSpan(0, block * transform.OutFeatures));
                    else
                        transform.Invert(a.AsSpan(0, block * transform.OutFeatures), b.AsSpan(0, block * transform.InFeatures));
                    (a, b) = (b, a);
                }

                a.AsSpan(0, block * toFeatures).CopyTo(to.Slice(row * toFeatures));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(a);
            ArrayPool<float>.Shared.Return(b);
        }
    }

    private static ReadOnlySpan<RowTransform> Checked(ReadOnlySpan<RowTransform> transforms)
    {
        if (transforms.IsEmpty)
            throw new ArgumentException("a chain has at least one transform.", nameof(transforms));
        for (int i = 0; i < transforms.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(transforms[i], nameof(transforms));
            if (transforms[..i].Contains(transforms[i]))
                throw new ArgumentException($"transform {i} is there twice.", nameof(transforms));
            if (i > 0 && transforms[i].InFeatures != transforms[i - 1].OutFeatures)
                throw new ArgumentException($"transform {i} takes rows of {transforms[i].InFeatures} features, but the one before makes {transforms[i - 1].OutFeatures}.", nameof(transforms));
        }

        return transforms;
    }
}
