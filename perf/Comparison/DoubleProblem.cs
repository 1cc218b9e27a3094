using System.Runtime.InteropServices;
using SimdNet.Buffers;

namespace SimdNet.Perf.Comparison;

/// <summary>C = A B in double, row-major without gaps.</summary>
internal sealed unsafe class DoubleProblem
{
    // Elements of the result that are checked, evenly spread.
    private const int Sample = 1 << 12;

    private readonly AlignedBuffer _a;
    private readonly AlignedBuffer _b;
    private readonly AlignedBuffer _c;

    public DoubleProblem(int m, int n, int k, Contest contest)
    {
        (M, N, K) = (m, n, k);
        _a = contest.Own(new AlignedBuffer(2 * m * k));
        _b = contest.Own(new AlignedBuffer(2 * k * n));
        _c = contest.Result(2 * m * n);
        RandomInputs.Uniform(m * k, stream: 0).Select(value => (double)value).ToArray().CopyTo(A);
        RandomInputs.Uniform(k * n, stream: 1).Select(value => (double)value).ToArray().CopyTo(B);
        Expectation expected = Expected();
        contest.Expect(_c, () => expected.Fault<double>(C));
    }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public Span<double> A => MemoryMarshal.Cast<float, double>(_a.Span);

    public Span<double> B => MemoryMarshal.Cast<float, double>(_b.Span);

    public Span<double> C => MemoryMarshal.Cast<float, double>(_c.Span);

    public double* PointerA => (double*)_a.Pointer;

    public double* PointerB => (double*)_b.Pointer;

    public double* PointerC => (double*)_c.Pointer;

    // Products of numbers that are floats are exact in double; the sum here and the one there have gamma_k each, k u with u = 2^-53.
    private Expectation Expected()
    {
        int count = int.Min(Sample, M * N);
        int[] positions = [.. Enumerable.Range(0, count).Select(s => (int)((long)s * M * N / count))];
        double[] values = new double[count];
        double[] tolerances = new double[count];
        for (int s = 0; s < count; s++)
        {
            (int i, int j) = Math.DivRem(positions[s], N);
            double magnitude = 0;
            for (int p = 0; p < K; p++)
            {
                double product = PointerA[(i * K) + p] * PointerB[(p * N) + j];
                values[s] += product;
                magnitude += Math.Abs(product);
            }

            tolerances[s] = magnitude * (K + 2) * Math.ScaleB(1, -52);
        }

        return new Expectation(positions, values, tolerances);
    }
}
