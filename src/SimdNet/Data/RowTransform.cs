using SimdNet.Graphs;
using SimdNet.Nn;
using SimdNet.Training;

namespace SimdNet.Data;

/// <summary>A function of rows whose numbers are learned from the training part: y = f(x), fitted once, then applied to whatever comes.</summary>
/// <remarks>
/// What it learned stands in <see cref="Buffers"/>: save it beside a network, <c>SafeTensors.Save(path, [.. network.Parameters, .. network.Buffers, .. transform.Buffers])</c>,
/// and load it into one that was constructed in the same way; or save both as one <c>Model</c>. <see cref="Apply(ReadOnlySpan{float}, Span{float})"/> may be called from several threads at once.
/// </remarks>
public abstract class RowTransform
{
    /// <summary>A transform of rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">a length is not positive</exception>
    protected RowTransform(int inFeatures, int outFeatures)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outFeatures);
        (InFeatures, OutFeatures) = (inFeatures, outFeatures);
    }

    /// <summary>Features of a row that goes in.</summary>
    public int InFeatures { get; }

    /// <summary>Features of a row that comes out.</summary>
    public int OutFeatures { get; }

    /// <summary>What was learned; empty if there is nothing to learn.</summary>
    public virtual IReadOnlyList<Parameter> Buffers => [];

    /// <summary>Whether <see cref="Lower"/> can say it in operators.</summary>
    public virtual bool HasOperators => false;

    /// <summary>Learns from rows: the training part.</summary>
    /// <param name="x">rows x inFeatures, at least one row</param>
    /// <exception cref="ArgumentException">no whole rows, or a number is NaN or infinite; the message says where</exception>
    public void Fit(ReadOnlySpan<float> x)
    {
        if (Rows(x.Length, InFeatures, nameof(x)) == 0)
            throw new ArgumentException("x has no row to learn from.", nameof(x));
        for (int i = 0; i < x.Length; i++)
        {
            if (!float.IsFinite(x[i]))
                throw new ArgumentException($"x[row {i / InFeatures}, column {i % InFeatures}] is {x[i]}; expected a finite number.", nameof(x));
        }

        Learn(x);
    }

    /// <summary>y = f(x), row by row</summary>
    /// <param name="x">rows x inFeatures</param>
    /// <param name="y">rows x outFeatures, overwritten; may be x itself if the lengths are the same</param>
    /// <remarks>Allocates nothing. The same bits for a row whatever rows stand beside it, and on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or spans overlap; the message has both</exception>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        Check(x, InFeatures, nameof(x), y, OutFeatures, nameof(y));
        Forward(x, y);
    }

    /// <summary>x = f(x), row by row</summary>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="InvalidOperationException">rows come out with another length</exception>
    /// <exception cref="ArgumentException">no whole rows</exception>
    public void Apply(Span<float> x)
    {
        if (InFeatures != OutFeatures)
            throw new InvalidOperationException($"{GetType().Name} makes rows of {OutFeatures} from rows of {InFeatures}; it needs a span for each.");
        Apply(x, x);
    }

    /// <summary>x = the row that gives y</summary>
    /// <param name="y">rows x outFeatures</param>
    /// <param name="x">rows x inFeatures, overwritten; may be y itself if the lengths are the same</param>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or spans overlap; the message has both</exception>
    public void Invert(ReadOnlySpan<float> y, Span<float> x)
    {
        Check(y, OutFeatures, nameof(y), x, InFeatures, nameof(x));
        Backward(y, x);
    }

    /// <summary>The samples with transformed inputs, and the same targets and weights.</summary>
    /// <exception cref="ArgumentException">the data set has rows of another length, or a result is no finite number</exception>
    public DataSet Apply(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Features != InFeatures)
            throw new ArgumentException($"the data set has {data.Features} features, but {GetType().Name} takes {InFeatures}.", nameof(data));
        var inputs = new float[checked(data.Count * OutFeatures)];
        Apply(data.Inputs, inputs);
        return data.WithInputs(inputs, OutFeatures);
    }

    /// <summary>Adds the transform to a graph, in front of a network: a plan then takes rows as they come, and folds it, or a chain's last one, into the first product.</summary>
    /// <exception cref="NotSupportedException">there are no operators for it</exception>
    public virtual GraphValue Lower(GraphBuilder graph, GraphValue x) =>
        throw new NotSupportedException($"{GetType().Name} has no graph operators; apply it to the rows before they go in.");

    /// <summary>Learns from checked rows.</summary>
    protected virtual void Learn(ReadOnlySpan<float> x)
    {
    }

    /// <summary>y = f(x) of checked spans.</summary>
    protected abstract void Forward(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>x = the inverse of y, of checked spans.</summary>
    protected abstract void Backward(ReadOnlySpan<float> y, Span<float> x);

    private static int Rows(int length, int columns, string name) => length % columns == 0
        ? length / columns
        : throw new ArgumentException($"{name} holds {length} floats, which are no whole rows of {columns} features.", name);

    private static void Check(ReadOnlySpan<float> from, int fromFeatures, string fromName, Span<float> to, int toFeatures, string toName)
    {
        int rows = Rows(from.Length, fromFeatures, fromName);
        if (to.Length != (long)rows * toFeatures)
            throw new ArgumentException($"{rows} rows of {toFeatures} features need {(long)rows * toFeatures} floats, but {toName} holds {to.Length}.", toName);
        if (from.Overlaps(to, out int offset) && (offset != 0 || fromFeatures != toFeatures))
            throw new ArgumentException($"{fromName} and {toName} overlap; expected the same span or disjoint ones, and disjoint ones for rows of two lengths.", toName);
    }
}
