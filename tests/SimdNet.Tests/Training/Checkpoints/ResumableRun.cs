using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training.Checkpoints;

/// <summary>A run that has all kinds of state: batch norm, dropout, an optimizer, a plateau, averages, the best weights, shuffled and accumulated batches</summary>
internal sealed class ResumableRun
{
    public const int Epochs = 6;
    public const int StepsPerEpoch = 3; // 5 batches of 4 from 20 samples, 2 of them a step

    private readonly AveragedWeights _averages;
    private readonly Optimizer _optimizer;
    private readonly Schedule? _schedule;

    /// <param name="optimizer">has its own rate and no schedule, if it is given</param>
    /// <param name="seed">of the starting weights; a run that is resumed must not need the right ones</param>
    public ResumableRun(Optimizer? optimizer = null, ulong seed = 1)
    {
        Network = new Sequential(new Linear(3, 7), new BatchNorm(7), new ActivationLayer(Activation.Tanh), new Dropout(0.25f), new Linear(7, 2));
        Network.Initialize(seed);
        _averages = new AveragedWeights(Network.Parameters, 0.9f);
        _optimizer = optimizer ?? new Adam(0.5f, amsGrad: true);
        _schedule = optimizer is null ? new WarmupSchedule(new PlateauSchedule(0.05f, patience: 0), steps: 4) : null;
    }

    public Sequential Network { get; }

    public TrainingSummary Fit(ICheckpoint? checkpoint, int? cancelAfter = null, int? checkpointSteps = null, int epochs = Epochs)
    {
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        var observer = new RecordingObserver(_ =>
        {
            if (++steps == cancelAfter)
                cancellation.Cancel();
        });
        var options = new FitOptions
        {
            Epochs = epochs,
            BatchSize = 4,
            AccumulatedBatches = 2,
            Seed = 3,
            Validation = Cases.Labelled(9, seed: 2),
            EarlyStopping = new EarlyStopping(patience: 4),
            Schedule = _schedule,
            AveragedWeights = _averages,
            ClipNorm = 1,
            Checkpoint = checkpoint,
            CheckpointSteps = checkpointSteps,
            Observers = [observer],
            CancellationToken = cancellation.Token,
        };
        return new Trainer(Network, new SoftmaxCrossEntropy([1f, 3f]), _optimizer).Fit(Cases.Labelled(20), options);
    }

    /// <summary>All that a run leaves behind</summary>
    public float[] State => [.. ((IEnumerable<Parameter>)[.. Network.Parameters, .. Network.Buffers, .. _averages.State, .. _optimizer.State]).SelectMany(tensor => tensor.Value.ToArray()), _optimizer.LearningRate, _optimizer.Steps];
}
