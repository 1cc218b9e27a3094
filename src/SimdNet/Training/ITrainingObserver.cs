namespace SimdNet.Training;

/// <summary>Is told what a training run does. A method that is not implemented does nothing; one that throws ends the run.</summary>
public interface ITrainingObserver
{
    /// <summary>Before the first step.</summary>
    void OnFitStart(in FitStart start)
    {
    }

    /// <summary>After each step. Runs on the training thread: what it costs, each step costs.</summary>
    void OnStepEnd(in StepEnd step)
    {
    }

    /// <summary>After each epoch and its validation.</summary>
    void OnEpochEnd(in EpochEnd epoch)
    {
    }

    /// <summary>After the last epoch.</summary>
    void OnFitEnd(TrainingSummary summary)
    {
    }
}

/// <summary>What a run is going to do.</summary>
/// <param name="Epochs">passes over the training set</param>
/// <param name="StepsPerEpoch">batches in a pass</param>
public readonly record struct FitStart(int Epochs, int StepsPerEpoch);

/// <summary>What a step did.</summary>
/// <param name="Epoch">counted from 1</param>
/// <param name="Step">counted from 1 within the epoch</param>
/// <param name="Loss">the mean loss of its batch, before the parameters moved</param>
public readonly record struct StepEnd(int Epoch, int Step, float Loss);

/// <summary>What an epoch achieved.</summary>
/// <param name="Epoch">counted from 1</param>
/// <param name="TrainingLoss">the mean loss over the epoch's samples, each before its step</param>
/// <param name="ValidationLoss">the mean loss over the validation set; null without one</param>
/// <param name="ValidationAccuracy">the share of validation samples whose largest output is their label; null without a validation set of labels</param>
public readonly record struct EpochEnd(int Epoch, double TrainingLoss, double? ValidationLoss, double? ValidationAccuracy);
