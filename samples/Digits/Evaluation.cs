using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Metrics;
using SimdNet.Nn;
using SimdNet.Training;

namespace Digits;

/// <summary>What a network says to each row of a data set; logits: rows x classes.</summary>
internal sealed record Evaluation(float[] Logits, int[] Predictions, ConfusionMatrix Confusion)
{
    private const int MaxBatch = 64;

    public static Evaluation Of(Sequential network, DataSet set)
    {
        using InferencePlan plan = InferencePlan.Compile(network.ToGraph(), new InferenceOptions { MaxBatch = MaxBatch });
        int classes = plan.OutputFeatures;
        var logits = new float[set.Count * classes];
        using (InferenceContext context = plan.CreateContext())
        {
            for (int first = 0; first < set.Count; first += MaxBatch)
            {
                int batch = Math.Min(MaxBatch, set.Count - first);
                context.Run(
                    set.Inputs.Slice(first * plan.InputFeatures, batch * plan.InputFeatures),
                    logits.AsSpan(first * classes, batch * classes));
            }
        }

        var predictions = new int[set.Count];
        var confusion = new ConfusionMatrix(classes);
        for (int row = 0; row < set.Count; row++)
        {
            predictions[row] = ReductionKernels.ArgMax(logits.AsSpan(row * classes, classes));
            confusion.Add(set.Label(row), predictions[row]);
        }

        return new Evaluation(logits, predictions, confusion);
    }
}
