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

    /// <summary>After a step that was left out, or that the run rolled back from, as <see cref="FitOptions.NonFinite"/> says; its loss or a gradient was NaN or infinite.</summary>
    void OnNonFiniteStep(in NonFiniteStep step)
    {
    }

    /// <summary>After each epoch, its validation and its checkpoint.</summary>
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
/// <param name="StepsPerEpoch">steps in a pass; null if the source does not know</param>
/// <param name="Resumed">the epochs of the checkpoint that it goes on from, in order; empty for a new run</param>
public readonly record struct FitStart(int Epochs, int? StepsPerEpoch, IReadOnlyList<EpochEnd> Resumed);

/// <summary>What a step did.</summary>
/// <param name="Epoch">counted from 1</param>
/// <param name="Step">counted from 1 within the epoch</param>
/// <param name="Loss">the mean loss of its batches, before the parameters moved</param>
/// <param name="LearningRate">that it moved them with</param>
public readonly record struct StepEnd(int Epoch, int Step, float Loss, float LearningRate);

/// <summary>A step whose loss or gradient is NaN or infinite, and which moved no parameter.</summary>
/// <param name="Epoch">counted from 1; 0 in <see cref="Trainer.Step"/></param>
/// <param name="Step">counted from 1 within the epoch</param>
/// <param name="Loss">of the batch that has it</param>
/// <param name="Place">the first place that has it</param>
public readonly record struct NonFiniteStep(int Epoch, int Step, float Loss, NonFinitePlace Place);

/// <summary>What an epoch achieved.</summary>
/// <param name="Epoch">counted from 1</param>
/// <param name="TrainingLoss">the mean loss over the epoch's samples, each before its step</param>
/// <param name="ValidationLoss">the mean loss over the validation set; null without one</param>
/// <param name="ValidationAccuracy">the share of validation samples whose largest output is their label; null without a validation set of labels</param>
/// <param name="LearningRate">of its last step</param>
public readonly record struct EpochEnd(int Epoch, double TrainingLoss, double? ValidationLoss, double? ValidationAccuracy, float LearningRate = 0);
