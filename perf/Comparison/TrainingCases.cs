using System.Diagnostics;
using SimdNet.Buffers;
using SimdNet.Nn;
using SimdNet.Perf.Peers;
using SimdNet.Training;

namespace SimdNet.Perf.Comparison;

/// <summary>Training steps: forward, softmax cross-entropy, backward, update, on one batch that stays in memory.</summary>
internal static class TrainingCases
{
    // Of the second step's loss: a hundred times float's unit for sums of up to 784 products, less than a thousandth of what the first step moves it.
    private const double Tolerance = 1e-5;

    public static ComparisonCase Train(int[] sizes, int batch, string optimizer, int threads, PeerSet peers)
    {
        string name = $"train/{string.Join('-', sizes)}/b{batch}/{optimizer}{(threads == 1 ? "" : $"/{threads}t")}";
        return new ComparisonCase(name, Limit.Fma, TrainingProblem.Flops(sizes, batch), threads, contest =>
        {
            var problem = new TrainingProblem(sizes, batch, optimizer, threads, contest);
            double expected = problem.ReferenceLossOfSecondStep();
            contest.Expect(problem.Loss, Expectation.All([expected], _ => expected * Tolerance));
            SimdNetTraining ours = new(problem, contest);
            contest.Add("simdnet", ours.Run, () => ours.Nanoseconds);
            if (peers.PyTorch?.Train(problem) is PyTorchTraining training)
                contest.Add(PyTorch.Name, training.Run, () => training.Nanoseconds);
        });
    }

    /// <summary>A training that times itself as the peer does: behind a step that is not counted, because the data of whoever ran last fill the caches.</summary>
    private sealed class SimdNetTraining
    {
        private readonly TrainingProblem _problem;
        private readonly WorkerPool? _pool;
        private readonly Trainer _trainer;

        public SimdNetTraining(TrainingProblem problem, Contest contest)
        {
            _problem = problem;
            _pool = problem.Threads == 1 ? null : contest.Own(new WorkerPool(problem.Threads));
            _trainer = new Trainer(problem.Network(), new SoftmaxCrossEntropy(), problem.NewOptimizer());
        }

        public double Nanoseconds { get; private set; }

        public void Run(int steps)
        {
            Step();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < steps; i++)
                _problem.Loss.Span[0] = Step();
            Nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }

        private float Step() => _trainer.Step(_problem.Inputs.Span, Targets.FromLabels(_problem.Labels), _pool);
    }
}
