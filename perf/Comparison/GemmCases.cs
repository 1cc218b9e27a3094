using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary>Products: SimdNet and every peer that has the function.</summary>
internal static class GemmCases
{
    public static ComparisonCase Gemm(GemmShape shape, PeerSet peers)
    {
        // With a single row or column each number of the matrix is used once: reading it is the limit.
        bool isVector = shape.M == 1 || shape.N == 1;
        double matrixBytes = shape.Flops / 2 * sizeof(float);
        return new ComparisonCase(shape.Name, isVector ? Limit.Read : Limit.Fma, isVector ? matrixBytes : shape.Flops, shape.Threads, contest =>
        {
            var problem = new GemmProblem(shape, contest);
            contest.Add("simdnet", shape.IsPacked ? SimdNetPacked(problem, contest) : SimdNet(problem, contest));
            foreach (IGemmPeer peer in peers.Gemm)
                contest.Add(peer.Name, peer.Gemm(problem, contest));
        });
    }

    /// <summary>What relu in the registers costs: a cube with packed B, beside the same without relu. All numbers are positive, so that both give the same.</summary>
    public static ComparisonCase GemmRelu(int size) => new($"gemm-relu/f32/{size}x{size}x{size}/packed/t1", Limit.Fma, 2.0 * size * size * size, 1, contest =>
    {
        AlignedBuffer a = contest.Uniform(size * size, stream: 0), b = contest.Uniform(size * size, stream: 1), c = contest.Result(size * size);
        TensorPrimitives.Abs(a.Span, a.Span);
        TensorPrimitives.Abs(b.Span, b.Span);
        PackedMatrix packed = contest.Own(new PackedMatrix(Transpose.No, size, size, b.Span, size));
        (double[] row, _) = ReferenceBlas.Gemm(Transpose.No, Transpose.No, 1, size, size, 1f, a.Span, size, b.Span, size, 0f, [], size);
        contest.Expect(c, Expectation.All(row, i => row[i] * size * Math.ScaleB(1, -23)));
        contest.Add("simdnet", times =>
        {
            for (int i = 0; i < times; i++)
                Blas.GemmRelu(size, a.Span, size, packed, [], c.Span, size);
        });
        contest.Add("without-relu", times =>
        {
            for (int i = 0; i < times; i++)
                Blas.Gemm(size, a.Span, size, packed, [], c.Span, size);
        });
    });

    /// <summary>A cube of doubles.</summary>
    public static ComparisonCase GemmDouble(int size, PeerSet peers) => new($"gemm/f64/{size}x{size}x{size}/t1", Limit.FmaDouble, 2.0 * size * size * size, 1, contest =>
    {
        var problem = new DoubleProblem(size, size, size, contest);
        contest.Add("simdnet", times =>
        {
            ReadOnlySpan<double> a = problem.A;
            ReadOnlySpan<double> b = problem.B;
            Span<double> c = problem.C;
            for (int i = 0; i < times; i++)
                Blas.Gemm(Transpose.No, Transpose.No, size, size, size, 1.0, a, size, b, size, 0.0, c, size);
        });
        foreach (IDoubleGemmPeer peer in peers.GemmDouble)
            contest.Add(peer.Name, peer.Gemm(problem));
    });

    /// <summary>y = op(A) x with A rows x columns, beside the same product as the peers do it.</summary>
    public static ComparisonCase Gemv(Transpose trans, int rows, int columns, PeerSet peers)
    {
        bool isPlain = trans == Transpose.No;
        GemmShape shape = isPlain ? new GemmShape(rows, 1, columns) : new GemmShape(1, columns, rows);
        return new ComparisonCase($"gemv/f32/{rows}x{columns}/{(isPlain ? 'n' : 't')}", Limit.Read, shape.Flops / 2 * sizeof(float), shape.Threads, contest =>
        {
            var problem = new GemmProblem(shape, contest);
            (AlignedBuffer matrix, AlignedBuffer vector) = isPlain ? (problem.A, problem.B) : (problem.B, problem.A);
            contest.Add("simdnet", times =>
            {
                ReadOnlySpan<float> a = matrix.Span;
                ReadOnlySpan<float> x = vector.Span;
                Span<float> y = problem.C.Span;
                for (int i = 0; i < times; i++)
                    Blas.Gemv(trans, rows, columns, 1f, a, columns, x, 0f, y);
            });
            foreach (IGemmPeer peer in peers.Gemm)
                contest.Add(peer.Name, peer.Gemm(problem, contest));
        });
    }

    private static Action<int> SimdNet(GemmProblem problem, Contest contest)
    {
        WorkerPool? pool = Pool(problem, contest);
        return times =>
        {
            GemmShape s = problem.Shape;
            (Transpose transA, Transpose transB, int m, int n, int k) = (s.TransA, s.TransB, s.M, s.N, s.K);
            (int lda, int ldb, int ldc, float beta) = (s.Lda, s.Ldb, s.Ldc, s.Beta);
            ReadOnlySpan<float> a = problem.A.Span;
            ReadOnlySpan<float> b = problem.B.Span;
            Span<float> c = problem.C.Span;
            for (int i = 0; i < times; i++)
                Blas.Gemm(transA, transB, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc, pool);
        };
    }

    private static Action<int> SimdNetPacked(GemmProblem problem, Contest contest)
    {
        GemmShape shape = problem.Shape;
        WorkerPool? pool = Pool(problem, contest);
        PackedMatrix packed = contest.Own(new PackedMatrix(shape.TransB, shape.K, shape.N, problem.B.Span, shape.Ldb));
        return times =>
        {
            (int m, int lda, int ldc) = (problem.Shape.M, problem.Shape.Lda, problem.Shape.Ldc);
            ReadOnlySpan<float> a = problem.A.Span;
            Span<float> c = problem.C.Span;
            for (int i = 0; i < times; i++)
                Blas.Gemm(m, a, lda, packed, bias: default, c, ldc, pool);
        };
    }

    private static WorkerPool? Pool(GemmProblem problem, Contest contest) =>
        problem.Shape.Threads == 1 ? null : contest.Own(new WorkerPool(problem.Shape.Threads));
}
