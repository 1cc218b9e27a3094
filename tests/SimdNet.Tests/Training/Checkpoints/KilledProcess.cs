using System.Runtime.CompilerServices;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training.Checkpoints;

/// <summary>What a process does that <see cref="KillTests"/> starts to kill it: this same program, which then runs no tests</summary>
internal static class KilledProcess
{
    public const string Variable = "SIMDNET_TESTS_CHECKPOINT";
    private const int Epochs = 60;

    /// <summary>The weights at the end of a run</summary>
    public static float[] Train(ICheckpoint? checkpoint, Action? started = null)
    {
        var network = new Sequential(new Linear(3, 40), new BatchNorm(40), new ActivationLayer(Activation.Relu), new Dropout(0.1f), new Linear(40, 2));
        network.Initialize(1);
        var observer = new StartObserver(started);
        new Trainer(network, new SoftmaxCrossEntropy(), new Adam()).Fit(Cases.Labelled(40), new FitOptions
        {
            Epochs = Epochs,
            BatchSize = 8,
            Checkpoint = checkpoint,
            CheckpointSteps = 1,
            Observers = [observer],
        });
        return [.. network.ParameterValues(), .. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];
    }

    // Before Main, so that the process starts to train within a fraction of a second.
#pragma warning disable CA2255 // not a library that others use
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not string path)
            return;
        float[] weights = Train(new CheckpointFile(path), () => Console.Out.WriteLine("started"));
        Console.Out.WriteLine(Fingerprint.Of(weights));
        Environment.Exit(0);
    }

    private sealed class StartObserver(Action? started) : ITrainingObserver
    {
        private bool _isTold;

        // After the first step, which compiles all that the others run.
        public void OnStepEnd(in StepEnd step)
        {
            if (!_isTold)
                started?.Invoke();
            _isTold = true;
        }
    }
}
