using SimdNet.Buffers;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>Networks whose layers do something else while training</summary>
public class TrainingModeTests
{
    [Fact]
    public void A_run_is_a_pure_function_of_its_seed()
    {
        SameBits.AssertEqual(State(Trained(seed: 7)), State(Trained(seed: 7)));
        Assert.False(SameBits.AreEqual(State(Trained(seed: 7)), State(Trained(seed: 8))));
        Assert.False(SameBits.AreEqual(State(Trained(seed: 7, shuffle: false)), State(Trained(seed: 8, shuffle: false)))); // what is dropped depends on it too
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        using var pool = new WorkerPool(3);
        SameBits.AssertEqual(State(Trained(seed: 7)), State(Trained(seed: 7, pool: pool)));
    }

    [Fact]
    public void A_trained_network_serves_with_the_bits_of_its_evaluation()
    {
        Sequential network = Trained(seed: 7);
        float[] x = Numbers.Uniform(5, 9 * 3);
        using InferencePlan plan = PlanCompiler.Lower(network.ToGraph(), new InferenceOptions { MaxBatch = 9 });
        using InferenceContext context = plan.CreateContext();
        var y = new float[9 * 2];
        context.Run(x, y);
        SameBits.AssertEqual(LayerRun.Predict(network, x, batch: 9), y);
        Assert.NotEqual(1, network.Buffers[1].Value[0]);
    }

    [Fact]
    public void Validation_and_observers_see_the_network_in_evaluation()
    {
        Sequential network = Network();
        var observer = new ModeObserver(network);
        DataSet validation = Cases.Labelled(12, seed: 2);
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(0.01f));
        TrainingSummary summary = trainer.Fit(Cases.Labelled(20), new FitOptions { Epochs = 2, BatchSize = 5, Validation = validation, Observers = [observer] });
        Assert.Equal(8, observer.Steps);
        float[] before = State(network);
        Assert.Equal(summary.Epochs[^1].ValidationLoss!.Value, trainer.Evaluate(validation, batchSize: 5).Loss);
        SameBits.AssertEqual(before, State(network));
    }

    [Fact]
    public void A_step_without_a_finite_loss_leaves_the_running_statistics_and_the_mode_as_they_were()
    {
        Sequential network = Network();
        network.Parameters[^1].Value.Fill(float.NaN);
        float[] before = [.. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];
        Assert.Throws<NonFiniteStepException>(() => new Trainer(network, new SoftmaxCrossEntropy(), new Sgd()).Fit(Cases.Labelled(10), new FitOptions()));
        SameBits.AssertEqual(before, [.. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())]);
        Assert.False(network.IsTraining);
    }

    [Fact]
    public void A_last_batch_of_one_sample_is_refused_and_the_mode_ends()
    {
        Sequential network = Network();
        Assert.Throws<ArgumentException>("batch", () => new Trainer(network, new SoftmaxCrossEntropy(), new Sgd()).Fit(Cases.Labelled(11), new FitOptions { BatchSize = 5 }));
        Assert.False(network.IsTraining);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        Sequential network = Network();
        float[] x = Numbers.Uniform(1, 10 * 3);
        var run = new LayerRun(network, x, batch: 10);
        float[] dy = Numbers.Uniform(2, run.Y.Length), dx = new float[x.Length];
        ulong stream = 0;
        Assert.Equal(0, Allocation.Measure(() =>
        {
            network.BeginTrainingStep(1, ref stream);
            run.Forward();
            run.Backward(dy, dx);
            network.EndTrainingStep();
        }, calls: 100));
    }

    private static Sequential Network()
    {
        var network = new Sequential(new Linear(3, 9), new BatchNorm(9), new ActivationLayer(Activation.Tanh), new Dropout(0.3f), new LayerNorm(9), new Linear(9, 2));
        network.Initialize(1);
        return network;
    }

    private static Sequential Trained(ulong seed, bool shuffle = true, WorkerPool? pool = null)
    {
        Sequential network = Network();
        new Trainer(network, new SoftmaxCrossEntropy(), new Adam(0.01f)).Fit(Cases.Labelled(23), new FitOptions { Epochs = 3, BatchSize = 5, Seed = seed, Shuffle = shuffle, Pool = pool });
        return network;
    }

    private static float[] State(Sequential network) => [.. network.ParameterValues(), .. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];

    private sealed class ModeObserver(Sequential network) : ITrainingObserver
    {
        public int Steps { get; private set; }

        public void OnStepEnd(in StepEnd step)
        {
            Steps++;
            Assert.False(network.IsTraining || network.Layers.Any(layer => layer.IsTraining));
        }
    }
}
