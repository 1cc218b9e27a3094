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
    /// <exception cref="ArgumentException">the span is shorter than its shape needs, or ldb shorter than a row; the message has the numbers</exception>
    public PackedMatrix(Transpose transB, int k, int n, ReadOnlySpan<float> b, int ldb)
    {
        Guard.NotNegative(k);
        Guard.NotNegative(n);
        if (transB == Transpose.No)
            Guard.Matrix(b, k, n, ldb, "k", "n");
        else
            Guard.Matrix(b, n, k, ldb, "n", "k");

        (Rows, Columns) = (k, n);
        if (n == 1)
        {
            // One column is kept as it is: GemmColumn reads it.
            _buffer = new AlignedBuffer(k);
            for (int p = 0; p < k; p++)
                _buffer.Pointer[p] = b[transB == Transpose.Yes ? p : p * ldb];
            return;
        }

        _buffer = new AlignedBuffer(checked(k * GemmBlocking.PaddedColumns(n, GemmKernels<float>.Panel)));
        fixed (float* pb = b)
            GemmKernels<float>.PackB(transB == Transpose.Yes, pb, ldb, k, n, _buffer.Pointer);
    }

    /// <summary>Rows of op(B): k.</summary>
    public int Rows { get; }

    /// <summary>Columns of op(B): n.</summary>
    public int Columns { get; }

    internal float* Pointer => _buffer.Pointer;

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _buffer.Dispose();
}
