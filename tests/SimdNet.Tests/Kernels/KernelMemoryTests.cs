using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels;

/// <summary>No kernel touches memory outside its spans: one that did would end the process here</summary>
public sealed class KernelMemoryTests : IDisposable
{
    private const int MostSpans = 16, MostFloats = 3 * 72 * 30;

    private readonly GuardedMemory[] _memory;

    public KernelMemoryTests()
    {
        Assert.SkipUnless(GuardedMemory.IsSupported, "Guard pages need Linux or Windows.");
        _memory = [.. Enumerable.Range(0, MostSpans).Select(_ => new GuardedMemory(MostFloats))];
    }

    public static TheoryData<string> Names => KernelCalls.Names;

    public void Dispose() => Array.ForEach(_memory, memory => memory.Dispose());

    [Theory]
    [MemberData(nameof(Names))]
    public void Spans_may_end_at_a_guard_page(string kernel) => Run(kernel, atEnd: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Spans_may_start_at_a_guard_page(string kernel) => Run(kernel, atEnd: false);

    [Theory, InlineData(WeightFormat.Float32), InlineData(WeightFormat.BFloat16), InlineData(WeightFormat.Int8)]
    public void Packing_and_packed_products_stay_inside_their_spans(WeightFormat format)
    {
        for (int n = 0; n <= 70; n++)
        {
            int m = n % 19, k = format == WeightFormat.Int8 ? n % 37 : n % 7; // int8 reads 16 numbers of a row at a time
            foreach (Transpose transB in new[] { Transpose.No, Transpose.Yes })
            {
                foreach (bool atEnd in new[] { true, false })
                {
                    using var b = new PackedMatrix(transB, k, n, Span(0, k * n, atEnd), Math.Max(1, transB == Transpose.No ? n : k), format);
                    Blas.Gemm(m, Span(1, m * k, atEnd), Math.Max(1, k), b, Span(2, n, atEnd), Span(3, m * n, atEnd), Math.Max(1, n));
                }
            }
        }
    }

    private void Run(string kernel, bool atEnd)
    {
        for (int n = 0; n <= 70; n++)
        {
            int next = 0;
            KernelCalls.All[kernel](length =>
            {
                Span<float> span = Span(next++ % MostSpans, length, atEnd);
                span.Fill(0.25f);
                return span;
            }, n);
        }
    }

    private Span<float> Span(int i, int length, bool atEnd) => atEnd ? _memory[i].AtEnd(length) : _memory[i].AtStart(length);
}
