using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Providers.LinearAlgebra;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary>LU, Cholesky, inverse, many small systems; beside OpenBLAS and, where it is not too slow for it, Math.NET. What is factored in place is restored first, which does not count.</summary>
internal static unsafe class FactorizationCases
{
    // Of the check: the condition of the matrices is below 1000.
    private const double Relative = 1e-3;

    public static ComparisonCase FactorLu(int n, PeerSet peers) => new($"lu/f32/{n}", Limit.Fma, 2.0 / 3 * n * n * n, 1, contest =>
    {
        AlignedBuffer a = contest.Uniform(n * n, stream: 0), lu = contest.Result(n * n), transposed = contest.Own(new AlignedBuffer(n * n));
        TransposeTo(n, a.Span, transposed.Span);
        int[] pivots = new int[n];
        double[] reference = Wide(a);
        Lu.Factor<double>(reference, n, pivots);
        double expected = LogDeterminant(n, reference);

        // Near ties two libraries may choose different pivots; their product is the same.
        contest.Expect(lu, () => Math.Abs(LogDeterminant(n, Wide(lu)) - expected) <= Relative * n ? null : $"log |det| is not {expected}");
        contest.AddInPlace("simdnet", () => a.Span.CopyTo(lu.Span), () => Lu.Factor(lu.Span, n, pivots));
        contest.AddInPlace("openblas", peers.OpenBlas?.Lapack is null ? null : () => transposed.Span.CopyTo(lu.Span), () =>
        {
            fixed (int* pp = pivots)
                peers.OpenBlas!.Lapack!.Lu(n, lu.Pointer, pp);
        });
    });

    public static ComparisonCase FactorCholesky(int n, PeerSet peers) => new($"cholesky/f32/{n}", Limit.Fma, 1.0 / 3 * n * n * n, 1, contest =>
    {
        AlignedBuffer a = contest.Uniform(n * n, stream: 0), l = contest.Result(n * n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                a.Span[(j * n) + i] = a.Span[(i * n) + j];
            a.Span[(i * n) + i] = 2 * MathF.Sqrt(n);
        }

        double[] reference = Wide(a);
        Cholesky.Factor<double>(reference, n);
        int[] lower = [.. from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, i + 1) select (i * n) + j];
        contest.Expect(l, new Expectation(lower, [.. lower.Select(i => reference[i])], [.. lower.Select(_ => Relative)]));
        contest.AddInPlace("simdnet", () => a.Span.CopyTo(l.Span), () => Cholesky.Factor(l.Span, n));
        contest.AddInPlace("openblas", peers.OpenBlas?.Lapack is null ? null : () => a.Span.CopyTo(l.Span), () => peers.OpenBlas!.Lapack!.Cholesky(n, l.Pointer));
    });

    public static ComparisonCase Inverse(int n, PeerSet peers) => new($"inverse/f32/{n}", Limit.Fma, 2.0 * n * n * n, 1, contest =>
    {
        AlignedBuffer a = Regular(n, 1, contest), inverse = contest.Result(n * n), work = contest.Own(new AlignedBuffer(64 * n));
        double[] expected = new double[n * n];
        Lu.TryInverse<double>(Wide(a), n, expected, out _);
        contest.Expect(inverse, Expectation.All(expected, _ => Relative));
        int[] pivots = new int[n];
        contest.Add("simdnet", times =>
        {
            for (int i = 0; i < times; i++)
                Lu.TryInverse<float>(a.Span, n, inverse.Span, out _);
        });
        contest.Add("openblas", peers.OpenBlas?.Lapack is not OpenBlasLapack lapack ? null : times =>
        {
            fixed (int* pp = pivots)
            {
                for (int i = 0; i < times; i++)
                {
                    a.Span.CopyTo(inverse.Span);
                    lapack.Inverse(n, inverse.Pointer, pp, work.Pointer, work.Length);
                }
            }
        });
        float[] columnMajor = new float[n * n];
        contest.Add(peers.MathNet.Name, times =>
        {
            Control.UseSingleThread();
            for (int i = 0; i < times; i++)
            {
                a.Span.CopyTo(columnMajor);
                LinearAlgebraControl.Provider.LUInverse(columnMajor, n);
            }

            columnMajor.CopyTo(inverse.Span);
        });
    });

    /// <summary>Many small systems, each with its own matrix: as a batch, and one after the other.</summary>
    public static ComparisonCase Solve(int n, int systems, PeerSet peers) => new($"solve/f32/{n}x{systems}", Limit.Fma, systems * ((2.0 / 3 * n * n * n) + (2.0 * n * n)), 1, contest =>
    {
        AlignedBuffer a = Regular(n, systems, contest), b = contest.Uniform(n * systems, stream: 1), x = contest.Result(n * systems), work = contest.Own(new AlignedBuffer(n * n));
        AlignedBuffer transposed = contest.Own(new AlignedBuffer(n * n * systems));
        double[] wideA = Wide(a), wideB = Wide(b), expected = new double[n * systems];
        for (int s = 0; s < systems; s++)
        {
            TransposeTo(n, a.Span.Slice(s * n * n, n * n), transposed.Span.Slice(s * n * n, n * n));
            Lu.TrySolve<double>(wideA.AsSpan(s * n * n, n * n), n, wideB.AsSpan(s * n, n), expected.AsSpan(s * n, n), out _);
        }

        contest.Expect(x, Expectation.All(expected, _ => Relative));
        var results = new FactorizationResult[systems];
        contest.Add("simdnet", times =>
        {
            for (int i = 0; i < times; i++)
                Lu.TrySolveBatch<float>(systems, n, 1, a.Span, b.Span, x.Span, results);
        });
        contest.Add("one by one", times =>
        {
            for (int i = 0; i < times; i++)
            {
                ReadOnlySpan<float> allOfA = a.Span, allOfB = b.Span;
                Span<float> allOfX = x.Span;
                for (int s = 0; s < systems; s++)
                    Lu.TrySolve(allOfA.Slice(s * n * n, n * n), n, allOfB.Slice(s * n, n), allOfX.Slice(s * n, n), out _);
            }
        });
        int[] pivots = new int[n];
        contest.Add("openblas", peers.OpenBlas?.Lapack is not OpenBlasLapack lapack ? null : times =>
        {
            fixed (int* pp = pivots)
            {
                for (int i = 0; i < times; i++)
                {
                    b.Span.CopyTo(x.Span);
                    for (int s = 0; s < systems; s++)
                    {
                        transposed.Span.Slice(s * n * n, n * n).CopyTo(work.Span);
                        lapack.Solve(n, work.Pointer, pp, x.Pointer + (s * n));
                    }
                }
            }
        });
        Matrix<float>[] matrices = [.. Enumerable.Range(0, systems).Select(s => Matrix<float>.Build.Dense(n, n, transposed.Span.Slice(s * n * n, n * n).ToArray()))];
        Vector<float>[] vectors = [.. Enumerable.Range(0, systems).Select(s => Vector<float>.Build.Dense(b.Span.Slice(s * n, n).ToArray()))];
        contest.Add(peers.MathNet.Name, times =>
        {
            Control.UseSingleThread();
            for (int i = 0; i < times; i++)
                for (int s = 0; s < systems; s++)
                    matrices[s].Solve(vectors[s]).AsArray().CopyTo(x.Span[(s * n)..]);
        });
    });

    // Random, with a diagonal that keeps the condition small.
    private static AlignedBuffer Regular(int n, int count, Contest contest)
    {
        AlignedBuffer a = contest.Uniform(n * n * count, stream: 0);
        for (int s = 0; s < count; s++)
            for (int i = 0; i < n; i++)
                a.Span[(s * n * n) + (i * n) + i] += MathF.Sqrt(n);
        return a;
    }

    private static double[] Wide(AlignedBuffer a) => [.. a.Span.ToArray().Select(x => (double)x)];

    private static double LogDeterminant(int n, double[] lu) => Enumerable.Range(0, n).Sum(i => Math.Log(Math.Abs(lu[(i * n) + i])));

    private static void TransposeTo(int n, ReadOnlySpan<float> a, Span<float> transposed)
    {
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                transposed[(j * n) + i] = a[(i * n) + j];
    }
}
