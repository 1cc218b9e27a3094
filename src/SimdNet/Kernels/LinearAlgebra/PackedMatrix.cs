using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>The right-hand matrix of a product, packed once in the order in which the micro-kernel reads it.</summary>
/// <remarks>Immutable, so any number of threads may use it at once. The layout depends on the ISA of this process and is not for storing.</remarks>
public sealed unsafe class PackedMatrix : IDisposable
{
    private readonly AlignedBuffer _buffer;

    /// <summary>Packs op(B).</summary>
    /// <param name="transB">op(B): B as it stands, or transposed (a layer's weights, outFeatures x inFeatures)</param>
    /// <param name="k">rows of op(B)</param>
    /// <param name="n">columns of op(B)</param>
    /// <param name="b">k x n, row-major, ldb >= n (transposed: n x k, ldb >= k)</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="format">how the numbers are kept</param>
    /// <param name="forOneRow">whether single rows will be multiplied by it: they read it faster so; more rows work too, but one after the other</param>
    /// <exception cref="ArgumentException">the span is shorter than its shape needs, or ldb shorter than a row; int8 of a number that is not finite; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">there is no such format</exception>
    public PackedMatrix(Transpose transB, int k, int n, ReadOnlySpan<float> b, int ldb, WeightFormat format = WeightFormat.Float32, bool forOneRow = false)
    {
        Guard.NotNegative(k);
        Guard.NotNegative(n);
        if (transB == Transpose.No)
            Guard.Matrix(b, k, n, ldb, "k", "n");
        else
            Guard.Matrix(b, n, k, ldb, "n", "k");

        (Rows, Columns, Format) = (k, n, format);
        bool areColumns = GemmDots.Takes(n, k);
        IsForOneRow = forOneRow && !areColumns && format != WeightFormat.Int8;
        _buffer = format switch
        {
            WeightFormat.Float32 => areColumns ? FewColumns(transB, k, n, b, ldb) : Panels(transB, k, n, b, ldb, IsForOneRow),
            WeightFormat.BFloat16 => areColumns ? Rounded(FewColumns(transB, k, n, b, ldb)) : Narrow(Panels(transB, k, n, b, ldb, IsForOneRow)),
            WeightFormat.Int8 => Int8Packing.Pack(transB, k, n, b, ldb),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "the formats are Float32, BFloat16 and Int8."),
        };
    }

    /// <summary>Rows of op(B): k.</summary>
    public int Rows { get; }

    /// <summary>Columns of op(B): n.</summary>
    public int Columns { get; }

    /// <summary>How the numbers are kept.</summary>
    public WeightFormat Format { get; }

    /// <summary>The memory it takes, padding included.</summary>
    public long Bytes => (long)_buffer.Length * sizeof(float);

    internal bool IsForOneRow { get; }

    internal float* Pointer => _buffer.Pointer;

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _buffer.Dispose();

    // A few columns, one after the other, as GemmDots reads them; in bfloat16 too they are kept as floats.
    private static AlignedBuffer FewColumns(Transpose transB, int k, int n, ReadOnlySpan<float> b, int ldb)
    {
        var columns = new AlignedBuffer(checked(n * k));
        for (int j = 0; j < n; j++)
            for (int p = 0; p < k; p++)
                columns.Pointer[((nint)j * k) + p] = b[transB == Transpose.Yes ? (j * ldb) + p : (p * ldb) + j];
        return columns;
    }

    private static AlignedBuffer Rounded(AlignedBuffer columns)
    {
        foreach (ref float value in columns.Span)
            value = BFloat16.ToSingle(BFloat16.FromSingle(value));
        return columns;
    }

    private static AlignedBuffer Panels(Transpose transB, int k, int n, ReadOnlySpan<float> b, int ldb, bool forOneRow)
    {
        var panels = new AlignedBuffer(checked(k * GemmBlocking.PaddedColumns(n, GemmKernels<float>.Panel)));
        fixed (float* pb = b)
            GemmKernels<float>.PackB(transB == Transpose.Yes, pb, ldb, k, n, forOneRow, panels.Pointer);
        return panels;
    }

    private static AlignedBuffer Narrow(AlignedBuffer panels)
    {
        using (panels)
        {
            int panel = GemmKernels<float>.Panel;
            var pairs = new AlignedBuffer(panels.Length / 2);
            BFloat16.Narrow(panels.Pointer, panels.Length / panel, panel / 2, (uint*)pairs.Pointer);
            return pairs;
        }
    }
}
