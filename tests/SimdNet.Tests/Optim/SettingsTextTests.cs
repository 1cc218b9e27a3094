using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

/// <summary>Optimizers, schedules and losses say what they are</summary>
public class SettingsTextTests
{
    public static TheoryData<string, object> Texts => new()
    {
        { "Sgd(learningRate 0.1, momentum 0.9, dampening 0, weightDecay 0.0001, nesterov true)", new Sgd(0.1f, 0.9f, weightDecay: 1e-4f, nesterov: true) },
        { "Adam(learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-08, weightDecay 0, amsGrad false)", new Adam() },
        { "AdamW(learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-08, weightDecay 0.01, amsGrad true)", new AdamW(amsGrad: true) },
        { "RmsProp(learningRate 0.01, alpha 0.99, epsilon 1e-08, momentum 0, centered true, weightDecay 0)", new RmsProp(centered: true) },
        { "Adagrad(learningRate 0.01, learningRateDecay 0.5, weightDecay 0, initialAccumulator 0, epsilon 1e-10)", new Adagrad(learningRateDecay: 0.5f) },
        { "Lion(learningRate 0.0001, beta1 0.9, beta2 0.99, weightDecay 0.25)", new Lion(weightDecay: 0.25f) },
        { "OwnOptimizer(learningRate 2)", new OwnOptimizer(2) },
        { "StepSchedule(learningRate 0.1, stepSize 30, gamma 0.5)", new StepSchedule(0.1f, 30, 0.5f) },
        { "MultiStepSchedule(learningRate 0.1, milestones [30, 60], gamma 0.1)", new MultiStepSchedule(0.1f, [30, 60]) },
        { "ExponentialSchedule(learningRate 0.1, gamma 0.9)", new ExponentialSchedule(0.1f, 0.9f) },
        { "CosineSchedule(learningRate 0.1, steps 100, minimum 0.01)", new CosineSchedule(0.1f, 100, 0.01f) },
        { "CosineRestartsSchedule(learningRate 0.1, firstCycle 10, growth 2, minimum 0)", new CosineRestartsSchedule(0.1f, 10, 2) },
        { "OneCycleSchedule(maximum 0.1, steps 100, warmupShare 0.2, divisor 20, finalDivisor 1000)", new OneCycleSchedule(0.1f, 100, 0.2, 20, 1000) },
        { "PlateauSchedule(learningRate 0.1, factor 0.5, patience 3, threshold 0.01, cooldown 2, minimum 0.001)", new PlateauSchedule(0.1f, 0.5f, 3, 0.01, 2, 0.001f) },
        { "WarmupSchedule(steps 5, startFactor 0.25, after StepSchedule(learningRate 0.1, stepSize 30, gamma 0.1))", new WarmupSchedule(new StepSchedule(0.1f, 30), 5, 0.25f) },
        { "PerEpoch(stepsPerEpoch 7, schedule StepSchedule(learningRate 0.1, stepSize 30, gamma 0.1))", new StepSchedule(0.1f, 30).PerEpoch(7) },
        { "MeanSquaredError(reduction Sum)", new MeanSquaredError(Reduction.Sum) },
        { "MeanAbsoluteError(reduction Mean)", new MeanAbsoluteError() },
        { "HuberLoss(delta 0.5, reduction Mean)", new HuberLoss(0.5f) },
        { "QuantileLoss(tau 0.9, reduction Mean)", new QuantileLoss(0.9f) },
        { "HingeLoss(reduction None)", new HingeLoss(Reduction.None) },
        { "GaussianNegativeLogLikelihood(full true, epsilon 1e-06, reduction Mean)", new GaussianNegativeLogLikelihood(full: true) },
        { "BinaryCrossEntropy(positiveWeight 2, reduction Mean)", new BinaryCrossEntropy(2) },
        { "BinaryCrossEntropy(positiveWeights of 3 outputs, reduction Mean)", new BinaryCrossEntropy([1, 2, 3]) },
        { "SoftmaxCrossEntropy(classWeights 1, labelSmoothing 0.1, ignoredIndex -100, reduction Mean)", new SoftmaxCrossEntropy(labelSmoothing: 0.1f) },
        { "SoftmaxCrossEntropy(classWeights of 2 classes, labelSmoothing 0, ignoredIndex -1, reduction Sum)", new SoftmaxCrossEntropy([1, 2], ignoredIndex: -1, reduction: Reduction.Sum) },
    };

    [Theory, MemberData(nameof(Texts))]
    public void The_text_is_the_constructor_in_words(string text, object rule) => Assert.Equal(text, rule.ToString());

    [Fact]
    public void The_learning_rate_is_the_one_of_now()
    {
        Assert.StartsWith("Adam(learningRate 0.5,", new Adam { LearningRate = 0.5f }.ToString(), StringComparison.Ordinal);
        var plateau = new PlateauSchedule(0.1f, 0.5f, patience: 0);
        plateau.Report(1);
        plateau.Report(1);
        Assert.StartsWith("PlateauSchedule(learningRate 0.05,", plateau.ToString(), StringComparison.Ordinal);
    }

    private sealed class OwnOptimizer(float learningRate) : Optimizer(learningRate)
    {
        protected override void CreateState(IReadOnlyList<Parameter> parameters)
        {
        }

        protected override void Update(int index, Parameter parameter, SimdNet.Buffers.WorkerPool? pool)
        {
        }
    }
}
