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
            contest.Add("simdnet", SimdNet(problem, contest));
            if (peers.PyTorch?.Train(problem) is PyTorchTraining training)
                contest.Add(PyTorch.Name, training.Run, () => training.Nanoseconds);
        });
    }

    // Like the peer, it has one step behind it when it is first called.
    private static Action<int> SimdNet(TrainingProblem problem, Contest contest)
    {
        WorkerPool? pool = problem.Threads == 1 ? null : contest.Own(new WorkerPool(problem.Threads));
        var trainer = new Trainer(problem.Network(), new SoftmaxCrossEntropy(), problem.NewOptimizer());
        trainer.Step(problem.Inputs.Span, Targets.FromLabels(problem.Labels), pool);
        return steps =>
        {
            for (int i = 0; i < steps; i++)
                problem.Loss.Span[0] = trainer.Step(problem.Inputs.Span, Targets.FromLabels(problem.Labels), pool);
        };
    }
}
