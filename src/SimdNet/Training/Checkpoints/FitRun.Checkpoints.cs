using System.Globalization;

namespace SimdNet.Training;

/// <summary>How a run is saved, goes on and rolls back.</summary>
internal sealed partial class FitRun
{
    private const string Format = "simdnet checkpoint 1";

    private void Save() => _options.Checkpoint?.Save(_tensors, Texts());

    private void SaveRollBackPoint() => _rollBackPoint?.Save(_tensors, Texts());

    private void RollBack(float rateFactor)
    {
        double factor = _state.RateFactor * rateFactor;
        int rollBacks = _state.RollBacks + 1;
        Resume(_rollBackPoint!, _rollBackPoint!.ReadTexts()!);
        if (_options.Schedule is null)
            _optimizer.LearningRate *= (float)(factor / _state.RateFactor);
        (_state.RateFactor, _state.RollBacks) = (factor, rollBacks);
    }

    // What must be the same for the run to go on to the same bits, and what is changed.
    private Dictionary<string, string> Texts()
    {
        var texts = new Dictionary<string, string>(Settings());
        texts["optimizer_steps"] = FitState.Join([_optimizer.Steps]);
        texts["learning_rate"] = FitState.Join([_optimizer.LearningRate]);
        texts["averages"] = FitState.Join([_options.AveragedWeights?.Updates]);
        texts["schedule"] = FitState.Join((_options.Schedule?.State ?? []).Select(number => (double?)number));
        _state.Write(texts);
        return texts;
    }

    private IEnumerable<KeyValuePair<string, string>> Settings()
    {
        yield return new("format", Format);
        yield return new("optimizer", _optimizer.GetType().Name);
        yield return Setting("seed", _options.Seed);
        yield return Setting("batch size", _options.BatchSize);
        yield return Setting("accumulated batches", _options.AccumulatedBatches);
        yield return Setting("drop last", _options.DropLast);
        yield return Setting("shuffle", _options.Shuffle);
        yield return Setting("samples", _source.Count);
        yield return Setting("features", _source.Features);
        yield return Setting("classes", _source.Classes);
        yield return Setting("outputs", _source.Outputs);
    }

    private static KeyValuePair<string, string> Setting<T>(string name, T value) => new(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");

    // Everything is checked before anything is changed.
    private void Resume(ICheckpoint checkpoint, IReadOnlyDictionary<string, string> texts)
    {
        foreach ((string name, string expected) in Settings())
        {
            string? found = texts.GetValueOrDefault(name);
            if (found != expected)
                throw new CheckpointMismatchException($"the checkpoint is of a run with {name} '{found}', but this one has '{expected}'. Give the run another place for its checkpoint, or delete this one, to start anew.");
        }

        FitState state = FitState.Read(texts);
        long steps = (long)FitState.Whole("optimizer_steps", FitState.Numbers(texts, "optimizer_steps", 1)[0], 1L << 53);
        double rate = FitState.Number("learning_rate", FitState.Numbers(texts, "learning_rate", 1)[0]);
        double? averages = FitState.Numbers(texts, "averages", 1)[0];
        long updates = (long)FitState.Whole("averages", averages ?? 0, 1L << 53);
        double[] schedule = [.. FitState.Numbers(texts, "schedule", null).Select(number => FitState.Number("schedule", number))];
        if (!(rate is >= 0 and <= float.MaxValue) || averages.HasValue != _options.AveragedWeights is not null || schedule.Length != (_options.Schedule?.State.Count ?? 0))
            throw new CheckpointMismatchException("the checkpoint's learning rate is damaged, or it is of a run with another schedule, or with averaged weights where this one has none, or the other way round.");
        IReadOnlyList<double> scheduleBefore = _options.Schedule?.State ?? [];
        try
        {
            _options.Schedule?.State = schedule;
            checkpoint.ReadTensors(_tensors);
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            _options.Schedule?.State = scheduleBefore;
            throw new CheckpointMismatchException($"the checkpoint does not fit the network, the optimizer or the options: {e.Message}", e);
        }

        _options.AveragedWeights?.ResumeAfter(updates);
        _optimizer.LearningRate = (float)rate;
        _optimizer.ResumeAfter(steps);
        _state = state;
    }
}
