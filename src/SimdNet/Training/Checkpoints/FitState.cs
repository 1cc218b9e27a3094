using System.Globalization;

namespace SimdNet.Training;

/// <summary>Where a run is, but for its tensors: all that decides how it goes on.</summary>
internal sealed class FitState
{
    /// <summary>The epoch that is running, or comes next; counted from 1.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>Batches read of this epoch.</summary>
    public int Batches { get; set; }

    /// <summary>Batches read of the epochs before.</summary>
    public long BatchesBefore { get; set; }

    /// <summary>Steps of this epoch, those left out among them.</summary>
    public int Steps { get; set; }

    /// <summary>The sum of this epoch's losses times weights.</summary>
    public double LossSum { get; set; }

    /// <summary>The sum of this epoch's weights.</summary>
    public double WeightSum { get; set; }

    /// <summary>Steps taken in all.</summary>
    public long TotalSteps { get; set; }

    /// <summary>The product of the factors of all roll-backs.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>How often the run rolled back.</summary>
    public int RollBacks { get; set; }

    /// <summary>Steps left out in all.</summary>
    public int SkippedSteps { get; set; }

    /// <summary>Steps left out since the last one that was taken.</summary>
    public int SkippedInARow { get; set; }

    /// <summary>The best epoch by the validation set; 0: none.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The epochs that ended.</summary>
    public List<EpochEnd> History { get; set; } = [];

    /// <summary>Goes on to the next epoch.</summary>
    public void EndEpoch(in EpochEnd end)
    {
        History.Add(end);
        BatchesBefore += Batches;
        Epoch++;
        (Batches, Steps, LossSum, WeightSum) = (0, 0, 0, 0);
    }

    /// <summary>Adds the state to a checkpoint's texts.</summary>
    public void Write(Dictionary<string, string> texts)
    {
        texts["position"] = Join([Epoch, Batches, BatchesBefore, Steps, TotalSteps, LossSum, WeightSum]);
        texts["trouble"] = Join([RateFactor, RollBacks, SkippedSteps, SkippedInARow]);
        texts["best_epoch"] = Join([BestEpoch]);
        texts["history"] = Join(History.SelectMany(epoch => new[] { epoch.TrainingLoss, epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.LearningRate }));
    }

    /// <summary>The state that texts hold.</summary>
    /// <exception cref="CheckpointMismatchException">they are damaged</exception>
    public static FitState Read(IReadOnlyDictionary<string, string> texts)
    {
        double?[] position = Numbers(texts, "position", 7), trouble = Numbers(texts, "trouble", 4), best = Numbers(texts, "best_epoch", 1), history = Numbers(texts, "history", null);
        var state = new FitState
        {
            Epoch = Count("position", position[0]),
            Batches = Count("position", position[1]),
            BatchesBefore = (long)Whole("position", position[2], 1L << 53),
            Steps = Count("position", position[3]),
            TotalSteps = (long)Whole("position", position[4], 1L << 53),
            LossSum = Number("position", position[5]),
            WeightSum = Number("position", position[6]),
            RateFactor = Number("trouble", trouble[0]),
            RollBacks = Count("trouble", trouble[1]),
            SkippedSteps = Count("trouble", trouble[2]),
            SkippedInARow = Count("trouble", trouble[3]),
            BestEpoch = Count("best_epoch", best[0]),
        };
        if (history.Length % 4 != 0 || history.Length / 4 != state.Epoch - 1 || state.BestEpoch >= state.Epoch || !(state.RateFactor is > 0 and <= 1))
            throw Damaged("history", texts["history"]);
        for (int i = 0; i < history.Length; i += 4)
            state.History.Add(new EpochEnd((i / 4) + 1, Number("history", history[i]), history[i + 1], history[i + 2], (float)Number("history", history[i + 3])));
        return state;
    }

    /// <summary>Numbers as a text that gives the same ones back; null is -.</summary>
    public static string Join(IEnumerable<double?> numbers) => string.Join(' ', numbers.Select(number => number?.ToString("R", CultureInfo.InvariantCulture) ?? "-"));

    /// <summary>The numbers of a text.</summary>
    /// <exception cref="CheckpointMismatchException">there is no such text, or it is damaged</exception>
    public static double?[] Numbers(IReadOnlyDictionary<string, string> texts, string key, int? count)
    {
        if (!texts.TryGetValue(key, out string? text))
            throw new CheckpointMismatchException($"the checkpoint has no '{key}'.");
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double?[words.Length];
        for (int i = 0; i < words.Length; i++)
            numbers[i] = words[i] == "-" ? null : double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Damaged(key, text);
        return count is null || numbers.Length == count ? numbers : throw Damaged(key, text);
    }

    /// <summary>A number that is there.</summary>
    public static double Number(string key, double? number) => number ?? throw Damaged(key, "-");

    /// <summary>A whole number from 0 to a most.</summary>
    public static double Whole(string key, double? number, long most) =>
        number is double value && value >= 0 && value <= most && value == Math.Floor(value) ? value : throw Damaged(key, Join([number]));

    private static int Count(string key, double? number) => (int)Whole(key, number, int.MaxValue);

    private static CheckpointMismatchException Damaged(string key, string text) =>
        new($"the checkpoint's '{key}' is damaged: '{(text.Length > 200 ? text[..200] + "..." : text)}'.");
}
