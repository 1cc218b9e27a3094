using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary>Dot, axpy, sum: bounded by reading their operands.</summary>
internal static class VectorCases
{
    private const float Alpha = 0.5f;

    public static ComparisonCase Dot(int n, PeerSet peers) => new($"dot/f32/{n}", Limit.Read, 2.0 * n * sizeof(float), 1, contest =>
    {
        AlignedBuffer x = contest.Uniform(n, stream: 0);
        AlignedBuffer y = contest.Uniform(n, stream: 1);
        AlignedBuffer result = contest.Result(1);
        contest.Expect(result, Expectation.All([ReferenceBlas.Dot(x.Span, y.Span)], _ => n * Math.ScaleB(1, -24)));
        contest.Add("simdnet", times =>
        {
            ReadOnlySpan<float> a = x.Span;
            ReadOnlySpan<float> b = y.Span;
            Span<float> dot = result.Span;
            for (int i = 0; i < times; i++)
                dot[0] = Blas.Dot(a, b);
        });
        contest.Add(PeerSet.TensorPrimitives, times =>
        {
            ReadOnlySpan<float> a = x.Span;
            ReadOnlySpan<float> b = y.Span;
            Span<float> dot = result.Span;
            for (int i = 0; i < times; i++)
                dot[0] = TensorPrimitives.Dot(a, b);
        });
        contest.Add("openblas", peers.OpenBlas?.Dot(x, y, result));
    });

    // y grows with each call, by alpha x: after a billion calls it is still a finite number.
    public static ComparisonCase Axpy(int n, PeerSet peers) => new($"axpy/f32/{n}", Limit.Read, 2.0 * n * sizeof(float), 1, contest =>
    {
        AlignedBuffer x = contest.Uniform(n, stream: 0);
        AlignedBuffer y = contest.Uniform(n, stream: 1);
        contest.Expect(y, Expectation.All(ReferenceBlas.Axpy(Alpha, x.Span, y.Span), _ => 2 * Math.ScaleB(1, -24) * 1.5));
        contest.Add("simdnet", times =>
        {
            ReadOnlySpan<float> a = x.Span;
            Span<float> b = y.Span;
            for (int i = 0; i < times; i++)
                Blas.Axpy(Alpha, a, b);
        });
        contest.Add(PeerSet.TensorPrimitives, times =>
        {
            ReadOnlySpan<float> a = x.Span;
            Span<float> b = y.Span;
            for (int i = 0; i < times; i++)
                TensorPrimitives.MultiplyAdd(a, Alpha, b, b);
        });
        contest.Add("openblas", peers.OpenBlas?.Axpy(Alpha, x, y));
    });

    // OpenBLAS 0.3.21 has a cblas_ssum, but its AVX-512 kernel is wrong from 16 numbers on.
    public static ComparisonCase Sum(int n) => new($"sum/f32/{n}", Limit.Read, 1.0 * n * sizeof(float), 1, contest =>
    {
        AlignedBuffer x = contest.Uniform(n, stream: 0);
        AlignedBuffer result = contest.Result(1);
        contest.Expect(result, Expectation.All([ReferenceReductions.Sum(x.Span)], _ => n * Math.ScaleB(1, -24)));
        contest.Add("simdnet", times =>
        {
            ReadOnlySpan<float> a = x.Span;
            Span<float> sum = result.Span;
            for (int i = 0; i < times; i++)
                sum[0] = ReductionKernels.Sum(a);
        });
        contest.Add(PeerSet.TensorPrimitives, times =>
        {
            ReadOnlySpan<float> a = x.Span;
            Span<float> sum = result.Span;
            for (int i = 0; i < times; i++)
                sum[0] = TensorPrimitives.Sum(a);
        });
    });
}
