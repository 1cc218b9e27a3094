using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Rows;

public class DropoutTests
{
    [Fact]
    public void The_share_that_is_dropped_is_p()
    {
        float[] y = Enumerable.Repeat(1f, 100_000).ToArray();
        RowKernels.Dropout(y, 0.25f, seed: 1, stream: 2, y);

        // Six standard deviations of a binomial count.
        Assert.InRange(y.Count(value => value == 0), 25_000 - (6 * 137), 25_000 + (6 * 137));
        Assert.All(y, value => Assert.True(value is 0 or (1 / 0.75f)));
    }

    [Fact]
    public void Another_seed_or_stream_drops_others()
    {
        float[][] masks = [.. new[] { (1, 2), (1, 3), (2, 2) }.Select(pair =>
        {
            float[] y = Enumerable.Repeat(1f, 64).ToArray();
            RowKernels.Dropout(y, 0.5f, (ulong)pair.Item1, (ulong)pair.Item2, y);
            return y;
        })];
        Assert.Equal(3, masks.Select(mask => string.Join(' ', mask)).Distinct().Count());
    }

    [Fact]
    public void With_p_zero_nothing_changes()
    {
        float[] x = Gens.Any(300, seed: 1), y = new float[300];
        RowKernels.Dropout(x, 0, seed: 1, stream: 2, y);
        Bits.Equal(x, y);
    }

    [Fact]
    public void What_is_dropped_is_zero_even_if_it_was_no_number()
    {
        float[] y = Enumerable.Repeat(float.NaN, 1000).ToArray();
        RowKernels.Dropout(y, 0.5f, seed: 1, stream: 2, y);
        Assert.All(y, value => Assert.True(float.IsNaN(value) || BitConverter.SingleToInt32Bits(value) == 0));
        Assert.Contains(0f, y);
        Assert.Contains(float.NaN, y);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        float[] six = Gens.Ordinary(6, seed: 1), five = new float[5], memory = Gens.Ordinary(20, seed: 2);
        foreach (float p in new[] { -0.1f, 1, float.NaN })
            Refused.Untouched($"p = {p}; expected a number from 0 up to, not including, 1.", "p", () => RowKernels.Dropout(six, p, 1, 2, six), six);
        Refused.With("y holds 5 elements, but x holds 6.", "y", () => RowKernels.Dropout(six, 0.5f, 1, 2, five));
        Refused.With("dx holds 5 elements, but dy holds 6.", "dx", () => RowKernels.DropoutBackward(six, 0.5f, 1, 2, five));
        Refused.Untouched("y overlaps x (it starts 1 elements from it); they must be the same span or disjoint.", "y",
            () => RowKernels.Dropout(memory.AsSpan(0, 6), 0.5f, 1, 2, memory.AsSpan(1, 6)), memory);
        Refused.Untouched("dx overlaps dy (it starts 1 elements from it); they must be the same span or disjoint.", "dx",
            () => RowKernels.DropoutBackward(memory.AsSpan(0, 6), 0.5f, 1, 2, memory.AsSpan(1, 6)), memory);
    }

    [Fact]
    public void Arguments_of_rows_are_checked()
    {
        float[] six = Gens.Ordinary(6, seed: 1), five = new float[5], memory = Gens.Ordinary(20, seed: 2);
        Refused.Untouched("p = 1; expected a number from 0 up to, not including, 1.", "p", () => RowKernels.Dropout(six, 3, 1, 1, 2, six), six);
        Refused.With("x holds 6 floats, which is not a multiple of 4 columns.", "x", () => RowKernels.Dropout(six, 4, 0.5f, 1, 2, six));
        Refused.With("y holds 5 elements, but x holds 6.", "y", () => RowKernels.Dropout(six, 3, 0.5f, 1, 2, five));
        Refused.Untouched("y overlaps x (it starts 1 elements from it); they must be the same span or disjoint.", "y",
            () => RowKernels.Dropout(memory.AsSpan(0, 6), 3, 0.5f, 1, 2, memory.AsSpan(1, 6)), memory);
    }
}
