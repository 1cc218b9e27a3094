using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>What steps of runs and single steps have in common.</summary>
internal static class TrainingStep
{
    // Each batch has 2^16 streams of its own, for the layers that need random numbers.
    private const ulong FirstStream = 1UL << 63;
    private const int StreamBits = 16;

    /// <summary>The loss of a batch, and its gradient added to those of the parameters; not if the loss is no number.</summary>
    /// <param name="network">the network</param>
    /// <param name="memory">memory for so many rows</param>
    /// <param name="inputs">rows</param>
    /// <param name="targets">of the rows</param>
    /// <param name="isWeighted">whether the gradient is multiplied with the batch's weight</param>
    /// <param name="seed">what layers drop depends on</param>
    /// <param name="batch">and the batch's number</param>
    /// <param name="pool">threads to share the work among</param>
    public static float ForwardBackward(Sequential network, BatchMemory memory, ReadOnlySpan<float> inputs, Targets targets, bool isWeighted, ulong seed, ulong batch, WorkerPool? pool)
    {
        ulong stream = FirstStream + (batch << StreamBits);
        network.BeginTrainingStep(seed, ref stream);
        try
        {
            return memory.ForwardBackward(inputs, targets, isWeighted, pool);
        }
        finally
        {
            network.EndTrainingStep();
        }
    }

    /// <summary>Whether loss and gradients are numbers that a step may move parameters by.</summary>
    public static bool IsFinite(float loss, IReadOnlyList<Parameter> parameters)
    {
        if (!float.IsFinite(loss))
            return false;
        for (int i = 0; i < parameters.Count; i++)
        {
            // NaN or infinity makes the sum NaN or infinite, and it is twice as fast to get; finite numbers may do so too. Of no numbers, IsFiniteAll says false.
            Span<float> gradient = parameters[i].Gradient;
            if (!float.IsFinite(ReductionKernels.Sum(gradient)) && !TensorPrimitives.IsFiniteAll<float>(gradient))
                return false;
        }

        return true;
    }

    /// <summary>All gradients = 0.</summary>
    public static void ClearGradients(IReadOnlyList<Parameter> parameters)
    {
        for (int i = 0; i < parameters.Count; i++)
            parameters[i].ClearGradient();
    }
}
