using System.Diagnostics;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Training;

/// <summary>One run of a trainer over the epochs of a source.</summary>
internal sealed partial class FitRun : IDisposable
{
    private readonly Sequential _network;
    private readonly Optimizer _optimizer;
    private readonly IBatchSource _source;
    private readonly FitOptions _options;
    private readonly bool _isMean;

    private readonly SourceBatch _batch;
    private readonly BatchMemory _memory;
    private readonly Evaluator? _validation;

    // What the best epoch had, beside what it is copied from.
    private readonly Parameter[] _current, _best;

    // All that changes, in a fixed order: what checkpoints hold.
    private readonly Parameter[] _tensors;
    private readonly MemoryCheckpoint? _rollBackPoint;
    private readonly ProgressReporter? _progress;
    private FitState _state = new();

    public FitRun(Sequential network, Loss loss, Optimizer optimizer, IBatchSource source, FitOptions options)
    {
        (_network, _optimizer, _source, _options) = (network, optimizer, source, options);
        _isMean = loss.Reduction == Reduction.Mean;
        _batch = new SourceBatch(source, options.BatchSize);
        _memory = new BatchMemory(network, loss, source.Features, _batch.Size);
        if (options.Validation is not null)
            _validation = new Evaluator(network, loss, new DataSetSource(options.Validation, shuffle: false), options.BatchSize, options.Pool);

        _current = [.. network.Parameters, .. network.Buffers, .. options.AveragedWeights?.State ?? []];
        _best = options.EarlyStopping is null ? [] : [.. _current.Select(tensor => new Parameter($"best.{tensor.Name}", tensor.Shape))];
        _tensors = [.. _current, .. _best, .. optimizer.State];
        _rollBackPoint = options.NonFinite is NonFinitePolicy.RollingBack ? new MemoryCheckpoint() : null;
        _progress = options.Progress is null ? null : new ProgressReporter(options.Progress, options.ProgressInterval, options.Epochs, StepsPerEpoch);
    }

    // Unknown if the source does not know how many samples an epoch has.
    private int? StepsPerEpoch
    {
        get
        {
            if (_source.Count is not int count)
                return null;
            int batches = _options.DropLast ? count / _options.BatchSize : ((count - 1) / _options.BatchSize) + 1;
            return ((batches - 1) / _options.AccumulatedBatches) + 1;
        }
    }

    private bool IsStoppedEarly => _options.EarlyStopping is { } rule && _state.History.Count - _state.BestEpoch >= rule.Patience;

    public TrainingSummary Run()
    {
        long started = Stopwatch.GetTimestamp();
        if (_options.Checkpoint?.ReadTexts() is { } texts)
            Resume(_options.Checkpoint, texts);
        TrainingStep.ClearGradients(_network.Parameters);
        foreach (ITrainingObserver observer in _options.Observers)
            observer.OnFitStart(new FitStart(_options.Epochs, StepsPerEpoch, [.. _state.History]));

        while (_state.Epoch <= _options.Epochs && !IsStoppedEarly)
        {
            if (RunBatches())
                EndEpoch();
        }

        bool hasBest = _state.BestEpoch > 0;
        if (hasBest)
            Copy(_best, _current);
        var summary = new TrainingSummary([.. _state.History], _state.TotalSteps, Stopwatch.GetElapsedTime(started), hasBest ? _state.BestEpoch : null, _state.SkippedSteps, _state.RollBacks);
        foreach (ITrainingObserver observer in _options.Observers)
            observer.OnFitEnd(summary);
        return summary;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _memory.Dispose();
        _validation?.Dispose();
    }

    // The steps of an epoch from where it is; false if the run rolled back and is somewhere else.
    private bool RunBatches()
    {
        _source.Reset(_state.Epoch);
        for (int i = 0; i < _state.Batches; i++)
        {
            if (_batch.Read() == 0)
                throw new CheckpointMismatchException($"the checkpoint is at batch {_state.Batches} of epoch {_state.Epoch}, but the source gave {i}.");
        }

        SaveRollBackPoint();
        while (true)
        {
            if (_options.CancellationToken.IsCancellationRequested)
            {
                Save();
                _options.CancellationToken.ThrowIfCancellationRequested();
            }

            switch (TakeStep())
            {
                case StepOutcome.NoBatch when _state.Batches == 0:
                    throw new InvalidOperationException($"{_source.GetType().Name} gave no {(_options.DropLast ? "whole batch" : "samples")} in epoch {_state.Epoch}.");
                case StepOutcome.NoBatch:
                    return true;
                case StepOutcome.RolledBack:
                    return false;
                default:
                    break;
            }

            if (_state.Steps % _options.CheckpointSteps == 0)
            {
                SaveRollBackPoint();
                Save();
            }
        }
    }

    private StepOutcome TakeStep()
    {
        bool isWeighted = _isMean && _options.AccumulatedBatches > 1;
        double lossSum = 0, weight = 0;
        float loss = 0;
        int batches = 0, samples = 0;
        for (; batches < _options.AccumulatedBatches && ReadBatch(); batches++)
        {
            loss = TrainingStep.ForwardBackward(_network, _memory, _batch.Inputs, _batch.Targets, isWeighted, _options.Seed, (ulong)(_state.BatchesBefore + _state.Batches), _options.Pool);
            _state.Batches++;
            if (!float.IsFinite(loss))
                return OnNonFinite(loss);
            lossSum += loss * _memory.Weight;
            weight += _memory.Weight;
            samples += _batch.Count;
        }

        if (batches == 0)
            return StepOutcome.NoBatch;
        if (isWeighted && weight > 0)
        {
            for (int i = 0; i < _network.Parameters.Count; i++)
                Blas.Scale((float)(1 / weight), _network.Parameters[i].Gradient);
        }

        if (!TrainingStep.IsFinite(loss, _network.Parameters))
            return OnNonFinite(loss);
        Move();
        _state.Steps++;
        _state.TotalSteps++;
        _state.SkippedInARow = 0;
        _state.LossSum += lossSum;
        _state.WeightSum += weight;
        Report(batches == 1 ? loss : (float)Mean(lossSum, weight), samples);
        return StepOutcome.Taken;
    }

    private bool ReadBatch() => _batch.Read() >= (_options.DropLast ? _options.BatchSize : 1);

    private void Move()
    {
        if (_options.ClipValue is float limit)
            GradientClipping.ByValue(_network.Parameters, limit);
        if (_options.ClipNorm is float maxNorm)
            GradientClipping.ByNorm(_network.Parameters, maxNorm);
        if (_options.Schedule is not null)
            _optimizer.LearningRate = (float)(_options.Schedule.At(_optimizer.Steps) * _state.RateFactor);
        _optimizer.Step(_options.Pool);
        _options.AveragedWeights?.Update();
    }

    private void Report(float loss, int samples)
    {
        var step = new StepEnd(_state.Epoch, _state.Steps, loss, _optimizer.LearningRate);
        for (int i = 0; i < _options.Observers.Count; i++)
            _options.Observers[i].OnStepEnd(step);
        _progress?.OnStep(_state, samples);
    }

    private StepOutcome OnNonFinite(float loss)
    {
        _state.Steps++;
        var step = new NonFiniteStep(_state.Epoch, _state.Steps, loss, _memory.FindNonFinite(_batch.Inputs, loss));
        TrainingStep.ClearGradients(_network.Parameters);
        bool isRolledBack = false;
        switch (_options.NonFinite)
        {
            case NonFinitePolicy.Skipping when step.Place.Kind == NonFiniteKind.Parameter:
                throw new NonFiniteStepException(step, ", and leaving the step out would not help");
            case NonFinitePolicy.Skipping skipping when _state.SkippedInARow == skipping.MostInARow:
                throw new NonFiniteStepException(step, $", and {skipping.MostInARow} before it were left out");
            case NonFinitePolicy.Skipping:
                _state.SkippedSteps++;
                _state.SkippedInARow++;
                break;
            case NonFinitePolicy.RollingBack rolling when _state.RollBacks == rolling.Most:
                throw new NonFiniteStepException(step, $", and the run rolled back {rolling.Most} times already");
            case NonFinitePolicy.RollingBack rolling:
                RollBack(rolling.RateFactor);
                isRolledBack = true;
                break;
            default:
                throw new NonFiniteStepException(step, "");
        }

        for (int i = 0; i < _options.Observers.Count; i++)
            _options.Observers[i].OnNonFiniteStep(step);
        return isRolledBack ? StepOutcome.RolledBack : StepOutcome.Skipped;
    }

    private void EndEpoch()
    {
        int steps = _state.Steps;
        double trainingLoss = Mean(_state.LossSum, _state.WeightSum);
        Evaluation? evaluation = Validate();
        _options.Schedule?.Report(evaluation?.Loss ?? trainingLoss);
        var end = new EpochEnd(_state.Epoch, trainingLoss, evaluation?.Loss, evaluation?.Accuracy, _optimizer.LearningRate);
        _state.EndEpoch(end);
        if (_options.EarlyStopping is { } rule && IsBest(rule, rule.Score(end)))
        {
            _state.BestEpoch = end.Epoch;
            Copy(_current, _best);
        }

        Save();
        foreach (ITrainingObserver observer in _options.Observers)
            observer.OnEpochEnd(end);
        _progress?.OnEpoch(end, steps);
    }

    private Evaluation? Validate()
    {
        AveragedWeights? averages = _options.AveragedWeights is { Updates: > 0 } updated ? updated : null;
        averages?.Swap();
        try
        {
            return _validation?.Run();
        }
        finally
        {
            averages?.Swap();
        }
    }

    private bool IsBest(EarlyStopping rule, double score) => _state.BestEpoch == 0
        ? !double.IsNaN(score)
        : score < rule.Score(_state.History[_state.BestEpoch - 1]) - rule.MinimumGain;

    private static void Copy(Parameter[] from, Parameter[] to)
    {
        for (int i = 0; i < from.Length; i++)
            from[i].Value.CopyTo(to[i].Value);
    }

    private static double Mean(double sum, double weight) => weight == 0 ? 0 : sum / weight;

    private enum StepOutcome
    {
        Taken,
        Skipped,
        RolledBack,
        NoBatch,
    }
}
