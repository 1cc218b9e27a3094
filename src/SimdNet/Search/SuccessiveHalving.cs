namespace SimdNet.Search;

/// <summary>Early halving of the losers: every trial gets a small budget, the best 1/factor of them a factor times larger one, and so on to the whole budget.</summary>
/// <remarks>
/// A rung begins when all trials of the one before have ended, so who survives does not depend on timing. The best ceil(n / factor) of a rung's n trials go on, failed ones never.
/// Source: Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016.
/// </remarks>
public sealed class SuccessiveHalving
{
    /// <summary>Halving from a smallest budget.</summary>
    /// <param name="minBudget">no rung has less; 1 or more</param>
    /// <param name="factor">by how much the trials become fewer and their budget larger; 2 or more</param>
    /// <exception cref="ArgumentOutOfRangeException">an argument is below its least value</exception>
    public SuccessiveHalving(int minBudget = 1, int factor = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minBudget, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        (MinBudget, Factor) = (minBudget, factor);
    }

    /// <summary>No rung has less.</summary>
    public int MinBudget { get; }

    /// <summary>By how much the trials become fewer and their budget larger.</summary>
    public int Factor { get; }

    /// <summary>The budgets of the rungs, rising: floor(budget / factor^k) for k from some number down to 0, none below <see cref="MinBudget"/>.</summary>
    /// <param name="budget">the last rung's</param>
    /// <exception cref="ArgumentOutOfRangeException">the budget is below the smallest</exception>
    public IReadOnlyList<int> Budgets(int budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, MinBudget);
        List<int> budgets = [];
        for (; budget >= MinBudget; budget /= Factor)
            budgets.Insert(0, budget);
        return budgets;
    }

    /// <summary>How many of a rung's trials go on: ceil(trials / factor).</summary>
    public int Survivors(int trials) => (int)(((long)trials + Factor - 1) / Factor);
}
