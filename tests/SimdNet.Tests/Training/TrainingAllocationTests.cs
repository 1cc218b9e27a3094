using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Tests.Nn;
using SimdNet.Tests.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>A step allocates nothing, measured inside runs as users start them</summary>
public class TrainingAllocationTests
{
    public static MatrixTheoryData<string, string> Cases => new(OptimizerTable.Data.Select(row => row.Data), LossTable.Names);

    [Theory, MemberData(nameof(Cases))]
    public void No_step_after_the_first_allocates(string optimizer, string loss)
    {
        var network = new Sequential(new Linear(5, 33), new ActivationLayer(Activation.Relu), new Linear(33, 17), new ActivationLayer(Activation.Tanh), new Linear(17, 3));
        network.Initialize(1);
        LossRow row = LossTable.Row(loss);
        TargetRows targets = row.Targets(new Random(1), 50, 3);
        float[] inputs = Numbers.Uniform(2, 50 * 5);
        DataSet data = targets.Labels.Length > 0 ? DataSet.FromLabels(inputs, 5, targets.Labels, 3) : DataSet.FromValues(inputs, 5, targets.Values, 3);

        foreach (int batchSize in new[] { 1, 7, 16, 32 }) // the last batches of 7, 16 and 32 have 1, 2 and 18 samples
        {
            var observer = new AllocationObserver(capacity: 3 * 50);
            for (int attempt = 0; attempt < Allocation.MostAttempts && observer.Total != 0; attempt++)
                new Trainer(network, row.Loss, OptimizerTable.Row(optimizer).Make()).Fit(data, new FitOptions { Epochs = 3, BatchSize = batchSize, Observers = [observer] });
            Assert.Equal(3 * (((50 + batchSize - 1) / batchSize) - 1), observer.Bytes.Length);
            Assert.All(observer.Bytes.ToArray(), bytes => Assert.Equal(0, bytes));
        }
    }

    /// <summary>The bytes that this thread allocated from the end of a step to the end of the next one of its epoch</summary>
    private sealed class AllocationObserver(int capacity) : ITrainingObserver
    {
        private readonly long[] _bytes = new long[capacity];
        private int _count;
        private long _before;

        public ReadOnlySpan<long> Bytes => _bytes.AsSpan(0, _count);

        /// <summary>The bytes of all steps of the last run; -1 before there is one</summary>
        public long Total { get; private set; } = -1;

        public void OnFitStart(in FitStart start) => (_count, Total) = (0, 0);

        public void OnStepEnd(in StepEnd step)
        {
            if (step.Step > 1)
                Total += _bytes[_count++] = GC.GetAllocatedBytesForCurrentThread() - _before;
            _before = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
