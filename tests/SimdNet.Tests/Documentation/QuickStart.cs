using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Documentation;

/// <summary>The quick start of README.md, compiled and run.</summary>
internal static class QuickStart
{
    public static int Run()
    {
        // snippet
        float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
        int[] labels = [0, 1, 1, 0];
        DataSet xor = DataSet.FromLabels(inputs, features: 2, labels, classes: 2);

        var network = new Sequential(new Linear(2, 8), new ActivationLayer(Activation.Tanh), new Linear(8, 2));
        network.Initialize(seed: 7);
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(learningRate: 0.05f));
        trainer.Fit(xor, new FitOptions { Epochs = 100, BatchSize = 4 });
        SafeTensors.Save("xor.safetensors", network);

        using InferencePlan plan = InferencePlan.Compile(network.ToGraph());
        using InferenceContext context = plan.CreateContext();
        float[] logits = new float[2];
        context.Run([1, 0], logits); // allocates nothing
        int answer = ReductionKernels.ArgMax(logits); // 1
        // end
        return answer;
    }
}
