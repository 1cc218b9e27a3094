using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference;

/// <summary>Networks, graphs and plans to run</summary>
internal static class Plans
{
    /// <summary>19 inputs, 10 outputs; widths that are no multiples of a register</summary>
    public static Sequential Network() =>
        new Sequential(new Linear(19, 37), new ActivationLayer(Activation.Relu), new Linear(37, 21), new ActivationLayer(Activation.Tanh), new Linear(21, 10)).WithParameters(1, scale: 0.5f);

    public static InferencePlan Compile(Sequential network, int maxBatch) => InferencePlan.Compile(network.ToGraph(), new InferenceOptions { MaxBatch = maxBatch });

    /// <summary>The plan of a graph that a test builds behind an input of so many features</summary>
    public static InferencePlan Compile(int inFeatures, Func<GraphBuilder, GraphValue> build, int maxBatch = 4)
    {
        var builder = new GraphBuilder(inFeatures);
        return InferencePlan.Compile(builder.Build(build(builder)), new InferenceOptions { MaxBatch = maxBatch });
    }

    /// <summary>A linear operator with the weights of a layer</summary>
    public static GraphValue Add(this GraphBuilder graph, GraphValue x, Linear linear) => linear.Lower(graph, x);

    /// <summary>The answer of a context of its own</summary>
    public static float[] Run(InferencePlan plan, float[] input)
    {
        using InferenceContext context = plan.CreateContext();
        var output = new float[input.Length / plan.InputFeatures * plan.OutputFeatures];
        output.AsSpan().Fill(float.NaN);
        context.Run(input, output);
        return output;
    }
}
