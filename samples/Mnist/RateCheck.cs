using System.Globalization;
using SimdNet.Optim;
using SimdNet.Training;

namespace Mnist;

/// <summary>Refuses a checkpoint of a run with another learning rate, which would go on with its own whatever the command line says.</summary>
internal sealed class RateCheck(Optimizer optimizer) : ITrainingObserver
{
    private readonly float _expected = optimizer.LearningRate;

    /// <exception cref="CheckpointMismatchException">the rates differ; the message has both</exception>
    public void OnFitStart(in FitStart start)
    {
        if (optimizer.LearningRate != _expected)
            throw new CheckpointMismatchException(string.Create(CultureInfo.InvariantCulture, $"the checkpoint is of a run with --rate {optimizer.LearningRate}, but this one has {_expected}"));
    }
}
