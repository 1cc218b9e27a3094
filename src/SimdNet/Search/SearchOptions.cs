using SimdNet.Buffers;

namespace SimdNet.Search;

/// <summary>How a search goes.</summary>
public sealed class SearchOptions
{
    /// <summary>What a trial gets, with halving the last ones: epochs, for instance; 1 or more.</summary>
    public int Budget { get; init; } = 1;

    /// <summary>Smaller budgets first, and the whole one for the best only; null: the whole budget for every trial.</summary>
    public SuccessiveHalving? Halving { get; init; }

    /// <summary>Whether a higher score is better; else a lower one is.</summary>
    public bool Maximize { get; init; }

    /// <summary>Threads to share the trials among; null: the caller's alone. The result does not depend on it.</summary>
    /// <remarks>
    /// Each thread takes the next trial as soon as it is free. What a trial gives to the same pool runs on the trial's own thread, with the same result; while a rung has one
    /// trial only, it is shared by the pool's threads again.
    /// </remarks>
    public WorkerPool? Pool { get; init; }

    /// <summary>
    /// A file that gets a line for each score as soon as it is there. A search that finds its own file goes on from it and does not score again what it has. null: none.
    /// </summary>
    /// <remarks>
    /// The first line describes the search: kind, seed, space, budgets, <see cref="Description"/>, and whether trials are continued. A file of another search is refused; a random search may
    /// have more trials than it had, or fewer. A last line without its end is dropped; other damage is refused, which each line's check shows: it covers the lines before as well.
    /// A line is handed to the operating system before its trial counts as finished, and to the disk at the end of each rung: what is finished outlives the process, and a finished rung the machine.
    /// One search at a time may use a file, and no other program of .NET reads it meanwhile. A continued trial's state is not in it: a survivor is trained again, through the budgets that it has had.
    /// </remarks>
    public string? Journal { get; init; }

    /// <summary>What is searched, for the journal: a version of the data or of the objective, so that another one's scores are not taken for this one's.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether trials that the journal has as failed are run again.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Whether a failed trial ends the search with a <see cref="TrialFailedException"/>; else it loses, and the search goes on. It is not written to the journal then.</summary>
    public bool StopAtFirstFailure { get; init; }

    /// <summary>Who is told of each new score; null: nobody. Called on the threads that run the trials, by one at a time; what it throws ends the search.</summary>
    public IProgress<SearchProgress>? Progress { get; init; }

    /// <summary>Ends the search; what is finished by then is in the journal.</summary>
    public CancellationToken CancellationToken { get; init; }
}
