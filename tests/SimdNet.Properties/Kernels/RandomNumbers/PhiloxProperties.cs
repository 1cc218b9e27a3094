using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.RandomNumbers;

public class PhiloxProperties
{
    private static readonly FsCheck.Gen<(ulong Seed, ulong Stream, ulong Start, int Length, int Cut)> Requests =
        from seed in Gen.Choose(0, int.MaxValue)
        from stream in Gen.Choose(0, int.MaxValue)
        from start in Gen.OneOf(Gen.Choose(0, 9).Select(i => (ulong)i), Gen.Choose(-9, 9).Select(i => (ulong)((4L << 32) + i)))
        from length in Gens.Length
        from cut in Gen.Choose(0, length)
        select ((ulong)seed << 20, (ulong)stream << 20, start, length, cut);

    [Fact]
    public void Numbers_depend_on_their_index_alone_wherever_the_span_is_cut() => Prop.ForAll(Requests, request =>
    {
        var (seed, stream, start, length, cut) = request;
        uint[] whole = new uint[length], parts = new uint[length], single = new uint[1];
        Philox.Fill(seed, stream, start, whole);
        Philox.Fill(seed, stream, start, parts.AsSpan(0, cut));
        Philox.Fill(seed, stream, start + (uint)cut, parts.AsSpan(cut));
        Assert.Equal(whole, parts);
        for (int i = 0; i < length; i++)
        {
            Philox.Fill(seed, stream, start + (uint)i, single);
            Assert.Equal(whole[i], single[0]);
        }
    });

    [Fact]
    public void Uniform_numbers_depend_on_their_index_alone_and_stay_in_range() => Prop.ForAll(Requests, request =>
    {
        var (seed, stream, start, length, cut) = request;
        float[] whole = new float[length], parts = new float[length];
        Philox.Uniform(seed, stream, start, -2, 3, whole);
        Philox.Uniform(seed, stream, start, -2, 3, parts.AsSpan(0, cut));
        Philox.Uniform(seed, stream, start + (uint)cut, -2, 3, parts.AsSpan(cut));
        Bits.Equal(whole, parts);
        Assert.All(whole, value => Assert.InRange(value, -2, 3));

        var bits = new uint[length];
        Philox.Fill(seed, stream, start, bits);
        Bits.Equal([.. bits.Select(value => MathF.FusedMultiplyAdd(5, (value >> 8) / 16777216f, -2))], whole);
    });

    [Fact]
    public void A_shuffle_is_a_permutation_that_depends_on_seed_and_stream() => Prop.ForAll(Requests, request =>
    {
        int[] items = [.. Enumerable.Range(0, request.Length)], again = [.. items];
        Philox.Shuffle(request.Seed, request.Stream, items);
        Philox.Shuffle(request.Seed, request.Stream, again);
        Assert.Equal(items, again);
        Assert.Equal(Enumerable.Range(0, request.Length), items.Order());
    });
}
