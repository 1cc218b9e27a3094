using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Perf.Comparison;

/// <summary>A product with its operands in memory.</summary>
internal sealed unsafe class GemmProblem
{
    // Multiply-adds that the reference may spend on a case: large products are checked in a sample of their elements.
    private const long ReferenceBudget = 1 << 23;

    public GemmProblem(GemmShape shape, Contest contest)
    {
        Shape = shape;
        A = contest.Uniform(shape.RowsOfA * shape.Lda, stream: 0);
        B = contest.Uniform(shape.RowsOfB * shape.Ldb, stream: 1);
        C = shape.Beta == 0 ? contest.Result(shape.M * shape.Ldc) : contest.Uniform(shape.M * shape.Ldc, stream: 2);
        contest.Expect(C, Expected());
    }

    public GemmShape Shape { get; }

    public AlignedBuffer A { get; }

    public AlignedBuffer B { get; }

    public AlignedBuffer C { get; }

    private Expectation Expected()
    {
        long elements = (long)Shape.M * Shape.N;
        int count = (int)long.Clamp(ReferenceBudget / Shape.K, 1, elements);
        int[] positions = new int[count];
        double[] values = new double[count];
        double[] tolerances = new double[count];
        for (int s = 0; s < count; s++)
        {
            // Evenly spread, the last element included.
            (long i, long j) = Math.DivRem(elements - 1 - (s * elements / count), Shape.N);
            positions[s] = (int)((i * Shape.Ldc) + j);
            (values[s], tolerances[s]) = Expected((int)i, (int)j);
        }

        return new Expectation(positions, values, tolerances);
    }

    // gamma_(k+2) = about (k+2) u times the magnitudes, u = 2^-24, and as much again for orders that round partial sums.
    private (double Value, double Tolerance) Expected(int i, int j)
    {
        ReadOnlySpan<float> a = A.Span[(Shape.TransA == Transpose.No ? i * Shape.Lda : i)..];
        ReadOnlySpan<float> b = B.Span[(Shape.TransB == Transpose.No ? j : j * Shape.Ldb)..];
        ReadOnlySpan<float> c = C.Span[((i * Shape.Ldc) + j)..];
        (double[] value, double[] magnitude) = ReferenceBlas.Gemm(Shape.TransA, Shape.TransB, 1, 1, Shape.K, 1f, a, Shape.Lda, b, Shape.Ldb, Shape.Beta, c, Shape.Ldc);
        return (value[0], magnitude[0] * (Shape.K + 2) * Math.ScaleB(1, -23));
    }
}
