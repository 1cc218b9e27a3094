using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.RandomNumbers;

public class PhiloxTests
{
    // Random123 1.14, tests/kat_vectors, philox4x32 10
    [Fact]
    public void Known_answers()
    {
        const uint ones = 0xffffffff;
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0, 0, 0, 0, 0));
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), Philox.Block(ones, ones, ones, ones, ones, ones));
        Assert.Equal((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u), Philox.Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    [Fact]
    public void Fill_puts_the_index_the_stream_and_the_seed_where_the_doc_says()
    {
        const ulong seed = 0x299f31d0a4093822, stream = 0x0370734413198a2e, block = 0x05a308d3243f6a88;
        var values = new uint[5];
        Philox.Fill(seed, stream, block * 4, values);
        (uint x0, uint x1, uint x2, uint x3) = Philox.Block(0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0);
        (uint next, _, _, _) = Philox.Block(0x243f6a89, 0x05a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0);
        Assert.Equal([x0, x1, x2, x3, next], values);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 4)]
    [InlineData(1UL << 32, 0, 0)]
    [InlineData(0, 1UL << 32, 0)]
    [InlineData(0, 0, 1UL << 34)]
    public void Seed_stream_and_index_each_change_the_numbers(ulong seed, ulong stream, ulong start)
    {
        uint[] one = new uint[4], other = new uint[4];
        Philox.Fill(0, 0, 0, one);
        Philox.Fill(seed, stream, start, other);
        Assert.All(one.Zip(other), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Uniform_numbers_have_the_mean_the_variance_and_the_histogram_of_their_distribution()
    {
        const int count = 1 << 16, bins = 64;
        var values = new float[count];
        Philox.Uniform(seed: 7, stream: 1, start: 3, 0, 1, values);
        double mean = values.Average(x => (double)x), variance = values.Average(x => (x - 0.5) * (x - 0.5));
        Assert.InRange(mean, 0.5 - (4 / Math.Sqrt(12.0 * count)), 0.5 + (4 / Math.Sqrt(12.0 * count)));                    // 4 standard deviations
        Assert.InRange(variance, (1 / 12.0) - (4 / Math.Sqrt(180.0 * count)), (1 / 12.0) + (4 / Math.Sqrt(180.0 * count)));
        var histogram = new int[bins];
        foreach (float x in values)
        {
            Assert.True(x is >= 0 and < 1);
            histogram[(int)(x * bins)]++;
        }
        AssertUniform(histogram, count);
    }

    [Fact]
    public void Neighbouring_numbers_and_streams_are_not_correlated()
    {
        const int count = 1 << 16;
        float[] x = new float[count], y = new float[count];
        Philox.Uniform(7, 0, 0, -1, 1, x);
        Philox.Uniform(7, 1, 0, -1, 1, y);
        double limit = 4 / (3 * Math.Sqrt(count)); // products of two independent numbers: variance 1/9
        for (int lag = 1; lag <= 5; lag++) Assert.InRange(x.Skip(lag).Zip(x, (a, b) => (double)a * b).Average(), -limit, limit);
        Assert.InRange(x.Zip(y, (a, b) => (double)a * b).Average(), -limit, limit);
    }

    [Fact]
    public void Every_permutation_of_four_is_as_likely()
    {
        const int count = 24 * 1000;
        var counts = new Dictionary<int, int>();
        int[] items = new int[4];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < 4; j++) items[j] = j;
            Philox.Shuffle(seed: 5, stream: (ulong)i, items);
            int key = (items[0] * 64) + (items[1] * 16) + (items[2] * 4) + items[3];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(24, counts.Count);
        AssertUniform([.. counts.Values], count);
    }

    [Fact]
    public void An_item_may_go_anywhere()
    {
        const int length = 20, count = 20 * 1000;
        int[] items = new int[length], positions = new int[length];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < length; j++) items[j] = j;
            Philox.Shuffle(seed: (ulong)i, stream: 0, items);
            positions[items.AsSpan().IndexOf(length - 1)]++;
        }
        AssertUniform(positions, count);
    }

    [Fact]
    public void Bounds_may_be_equal_but_not_swapped_or_without_a_finite_distance()
    {
        var values = new float[3];
        Philox.Uniform(1, 0, 0, 2, 2, values);
        Bits.Equal([2, 2, 2], values);
        Refuse(3, 2);
        Refuse(float.NaN, 2);
        Refuse(0, float.NaN);
        Refuse(float.NegativeInfinity, 0);
        Refuse(0, float.PositiveInfinity);
        Refuse(float.MinValue, float.MaxValue);

        void Refuse(float low, float high) =>
            Refused.Untouched($"expected finite bounds, low <= high, not further apart than the largest float, but low = {low} and high = {high}.", "low", () => Philox.Uniform(1, 0, 0, low, high, values), values);
    }

    // Pearson's chi-square is within 4 standard deviations of its mean.
    private static void AssertUniform(int[] counts, int total)
    {
        double expected = (double)total / counts.Length, freedom = counts.Length - 1;
        double chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, freedom - (4 * Math.Sqrt(2 * freedom)), freedom + (4 * Math.Sqrt(2 * freedom)));
    }
}
