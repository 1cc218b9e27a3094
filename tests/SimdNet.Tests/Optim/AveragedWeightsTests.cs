using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

public class AveragedWeightsTests
{
    [Fact]
    public void The_first_update_copies_and_later_ones_average()
    {
        var parameter = new Parameter("w", 1);
        var average = new AveragedWeights([parameter], decay: 0.75f);
        foreach (float value in new float[] { 8, 16, -16 }) // 8, 8 + 2, 10 - 6.5
        {
            parameter.Value[0] = value;
            average.Update();
        }

        average.Swap();
        Assert.True(average.IsSwappedIn);
        Assert.Equal((3.5f, 3L), (parameter.Value[0], average.Updates));
        average.Swap();
        Assert.Equal(-16, parameter.Value[0]);
    }

    [Theory, InlineData(1), InlineData(255), InlineData(256), InlineData(1000)]
    public void Swapping_twice_changes_no_bit(int length)
    {
        var parameter = new Parameter("w", length);
        Numbers.Uniform(1, length).CopyTo(parameter.Value);
        var average = new AveragedWeights([parameter], decay: 0.5f);
        average.Update();
        float[] first = parameter.Value.ToArray(), second = Numbers.Uniform(2, length);
        second.CopyTo(parameter.Value);

        average.Swap();
        SameBits.AssertEqual(first, parameter.Value);
        average.Swap();
        SameBits.AssertEqual(second, parameter.Value);
    }

    [Fact]
    public void Calls_out_of_order_and_decays_out_of_range_are_refused()
    {
        var parameter = new Parameter("w", 1);
        var average = new AveragedWeights([parameter]);
        Assert.Equal(0.999f, average.Decay);
        Assert.Throws<InvalidOperationException>(average.Swap);
        average.Update();
        average.Swap();
        Assert.Throws<InvalidOperationException>(average.Update);
        foreach (float decay in new[] { -0.1f, 1, float.NaN })
            Assert.Throws<ArgumentOutOfRangeException>(nameof(decay), () => new AveragedWeights([parameter], decay));
    }

    [Fact]
    public void Updates_and_swaps_allocate_nothing()
    {
        var average = new AveragedWeights([new Parameter("w", 37)]);
        Assert.Equal(0, Allocation.Measure(() => { average.Update(); average.Swap(); average.Swap(); }, calls: 100));
    }
}
