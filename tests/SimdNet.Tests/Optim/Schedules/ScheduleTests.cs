using SimdNet.Optim;

namespace SimdNet.Tests.Optim.Schedules;

/// <summary>Schedules against PyTorch's step-by-step definitions, written with the C run-time's functions</summary>
public class ScheduleTests
{
    private const int Steps = 100;

    [Fact]
    public void Rates_that_fall_by_factors_follow_their_recursions()
    {
        double step = 0.5, exponential = 0.5, multi = 0.5;
        for (int t = 0; t < Steps; t++)
        {
            if (t > 0 && t % 7 == 0)
                step *= 0.25;
            if (t is 3 or 50)
                multi *= 0.25;
            Near(step, new StepSchedule(0.5f, 7, 0.25f).At(t));
            Near(exponential, new ExponentialSchedule(0.5f, 0.875f).At(t));
            Near(multi, new MultiStepSchedule(0.5f, [3, 50], 0.25f).At(t));
            exponential *= 0.875;
        }
    }

    [Fact]
    public void Cosines_follow_their_formula_and_rise_again()
    {
        var cosine = new CosineSchedule(0.5f, 40, 0.125f);
        for (int t = 0; t < Steps; t++)
            Near(0.125 + (0.375 * (1 + Math.Cos(Math.PI * t / 40)) / 2), cosine.At(t));
        Assert.Equal((0.5f, 0.125f, 0.5f), (cosine.At(0), cosine.At(40), cosine.At(80)));
        Assert.Equal(0, new CosineSchedule(0.5f, 40).At(40));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Restarts_follow_PyTorchs_counter(int growth)
    {
        var schedule = new CosineRestartsSchedule(0.5f, 5, growth, 0.125f);
        long length = 5, current = 0;
        for (int t = 0; t < Steps; t++, current++)
        {
            if (current >= length)
                (current, length) = (current - length, length * growth);
            Near(0.125 + (0.375 * (1 + Math.Cos(Math.PI * current / length)) / 2), schedule.At(t));
        }

        Assert.InRange(schedule.At(long.MaxValue), 0.125f, 0.5f);
    }

    [Fact]
    public void One_cycle_goes_up_and_down_along_half_cosines()
    {
        // 100 steps: up from 0.02 to 0.5 over steps 0..29, down to 0.000002 over 29..99
        var schedule = new OneCycleSchedule(0.5f, Steps);
        for (int t = 0; t < Steps; t++)
        {
            double expected = t <= 29
                ? 0.02 + (0.48 * (1 - Math.Cos(Math.PI * t / 29)) / 2)
                : 2e-6 + ((0.5 - 2e-6) * (1 + Math.Cos(Math.PI * (t - 29) / 70)) / 2);
            Near(expected, schedule.At(t));
        }

        Assert.Equal((0.02f, 0.5f, 2e-6f, 2e-6f), (schedule.At(0), schedule.At(29), schedule.At(99), schedule.At(1000)));
        for (int t = 0; t < 5; t++)
            Assert.InRange(new OneCycleSchedule(0.5f, 2).At(t), 0, 0.5f);
    }

    [Fact]
    public void A_warm_up_is_a_line_before_another_schedule()
    {
        var after = new CosineSchedule(0.5f, 40);
        var schedule = new WarmupSchedule(after, 8, startFactor: 0.25f);
        for (int t = 0; t < 8; t++)
            Near(0.5 * (0.25 + (0.75 * t / 8)), schedule.At(t));
        for (int t = 0; t < 40; t++)
            Assert.Equal(after.At(t), schedule.At(8 + t));
    }

    [Fact]
    public void Epochs_are_whole_numbers_of_steps()
    {
        Schedule steps = new ExponentialSchedule(0.5f, 0.5f).PerEpoch(3);
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.125f], Enumerable.Range(0, 7).Select(t => steps.At(t)));
    }

    [Fact]
    public void A_plateau_lowers_the_rate_after_more_reports_than_patience()
    {
        var schedule = new PlateauSchedule(1, factor: 0.5f, patience: 2, cooldown: 1, minimum: 0.2f);
        double[] losses = [1, 0.5, 0.49999, double.NaN, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 9, 9, 9, 9, 9];
        float[] rates = new float[losses.Length];
        for (int i = 0; i < losses.Length; i++)
        {
            schedule.Report(losses[i]);
            rates[i] = schedule.At(i);
        }

        // 0.49999 is not lower by 1e-4: three bad reports make 0.5. The next cools down, three more make 0.25. 0.1 is lower, but falls into the cooldown; 0.2 is the floor.
        Assert.Equal([1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.25f, 0.2f, 0.2f, 0.2f, 0.2f, 0.2f, 0.2f], rates);
    }

    [Fact]
    public void A_plateau_goes_on_from_its_state()
    {
        PlateauSchedule whole = new(1, patience: 1), first = new(1, patience: 1), second = new(1, patience: 1);
        double[] losses = [3, 2, 2, 2, 2, 1, 1];
        for (int i = 0; i < losses.Length; i++)
        {
            whole.Report(losses[i]);
            (i < 3 ? first : second).Report(losses[i]);
            if (i == 2)
                second.State = first.State;
        }

        Assert.Equal(whole.State, second.State);
        Assert.Equal(0.1f, second.At(0));
    }

    [Fact]
    public void Wrapped_schedules_hear_reports()
    {
        var plateau = new PlateauSchedule(1, patience: 0);
        Schedule schedule = new WarmupSchedule(plateau, 4).PerEpoch(2);
        schedule.Report(1);
        schedule.Report(1);
        Assert.Equal(0.1f, schedule.At(100));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        foreach (float rate in new[] { 0, -1, float.NaN, float.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => new StepSchedule(rate, 1));
            Assert.Throws<ArgumentOutOfRangeException>("maximum", () => new OneCycleSchedule(rate, 10));
        }

        Assert.Throws<ArgumentOutOfRangeException>("stepSize", () => new StepSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("gamma", () => new ExponentialSchedule(1, 1.5f));
        Assert.Throws<ArgumentOutOfRangeException>("milestones", () => new MultiStepSchedule(1, [-1]));
        Assert.Contains("2 comes after 3", Assert.Throws<ArgumentException>("milestones", () => new MultiStepSchedule(1, [3, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => new CosineSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("minimum", () => new CosineSchedule(1, 10, 2));
        Assert.Throws<ArgumentOutOfRangeException>("growth", () => new CosineRestartsSchedule(1, 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => new OneCycleSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("warmupShare", () => new OneCycleSchedule(1, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>("divisor", () => new OneCycleSchedule(1, 10, divisor: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("startFactor", () => new WarmupSchedule(new StepSchedule(1, 1), 5, 0));
        Assert.Throws<ArgumentNullException>("after", () => new WarmupSchedule(null!, 5));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => new PlateauSchedule(1, factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>("patience", () => new PlateauSchedule(1, patience: -1));
        Assert.Throws<ArgumentOutOfRangeException>("step", () => new StepSchedule(1, 1).At(-1));
        Assert.Throws<ArgumentOutOfRangeException>("stepsPerEpoch", () => new StepSchedule(1, 1).PerEpoch(0));
    }

    [Fact]
    public void The_rates_are_the_same_bits_everywhere()
    {
        Schedule[] schedules =
        [
            new StepSchedule(0.1f, 7, 0.3f), new ExponentialSchedule(0.1f, 0.97f), new CosineSchedule(0.1f, 333, 1e-4f), new CosineRestartsSchedule(0.1f, 11, 2, 1e-4f),
            new OneCycleSchedule(0.1f, 1000), new WarmupSchedule(new CosineSchedule(0.1f, 900), 100),
        ];
        string actual = Fingerprint.Of([.. schedules.SelectMany(schedule => Enumerable.Range(0, 1000).Select(t => schedule.At(t)))]);
        Assert.True(Expected == actual, $"schedules: expected {Expected}, got {actual}");
    }

    private const string Expected = "a89ec9113182f8e1566a6ae08bc839d7ee31a5871e3161d4acc321aacfb6a53b";

    // The rate is rounded to float once; the roundings of doubles, some hundred at most, are below 2^-20 of that. What cancels is small beside the highest rate, 0.5.
    private static void Near(double expected, float actual) =>
        Assert.InRange(actual - expected, -(Rounding.UnitRoundoff * expected * (1 + 1e-6)) - 1e-15, (Rounding.UnitRoundoff * expected * (1 + 1e-6)) + 1e-15);
}
