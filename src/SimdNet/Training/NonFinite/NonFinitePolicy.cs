using System.Globalization;

namespace SimdNet.Training;

/// <summary>What a run does when the loss or a gradient of a step is NaN or infinite. None lets such a step move a parameter.</summary>
public abstract record NonFinitePolicy
{
    private NonFinitePolicy()
    {
    }

    /// <summary>Ends the run with <see cref="NonFiniteStepException"/>: the default.</summary>
    public static NonFinitePolicy Throw { get; } = new Throwing();

    /// <summary>Leaves the step out and goes on with the next batch. Throws if a parameter itself is not finite, which no next batch mends.</summary>
    /// <param name="mostInARow">as many steps one after the other may be left out; one more throws</param>
    /// <exception cref="ArgumentOutOfRangeException">mostInARow is below 1</exception>
    public static NonFinitePolicy SkipStep(int mostInARow = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostInARow, 1);
        return new Skipping(mostInARow);
    }

    /// <summary>
    /// Goes back to the last checkpoint, or to the start of the epoch if that is later, parameters, optimizer, position in the data and all, and takes it from there again with the
    /// learning rate, the schedule's too, times a factor. Needs memory for a copy of all that; what observers were told is told again.
    /// </summary>
    /// <param name="rateFactor">in (0, 1)</param>
    /// <param name="most">as often in a run; once more throws</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public static NonFinitePolicy RollBack(float rateFactor = 0.5f, int most = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return rateFactor is > 0 and < 1
            ? new RollingBack(rateFactor, most)
            : throw new ArgumentOutOfRangeException(nameof(rateFactor), rateFactor, "expected a number between 0 and 1.");
    }

    internal sealed record Throwing : NonFinitePolicy
    {
        public override string ToString() => nameof(Throw);
    }

    internal sealed record Skipping(int MostInARow) : NonFinitePolicy
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"SkipStep(mostInARow {MostInARow})");
    }

    internal sealed record RollingBack(float RateFactor, int Most) : NonFinitePolicy
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"RollBack(rateFactor {RateFactor}, most {Most})");
    }
}
