using SimdNet.Buffers;
using SimdNet.Inference;
using SimdNet.Nn;
using SimdNet.Kernels;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary>Whole networks, served: linear layers with relu between them.</summary>
internal static class MlpCases
{
    public static ComparisonCase Mlp(int[] sizes, int batch, WeightFormat format, PeerSet peers)
    {
        double weights = sizes.Zip(sizes.Skip(1), (inputs, outputs) => (double)inputs * outputs).Sum();
        (Limit limit, double work) = batch == 1 ? (Limit.Read, weights * Bytes(format)) : (Limit.Fma, 2 * weights * batch);
        return new ComparisonCase($"mlp/{string.Join('-', sizes)}/b{batch}/{Name(format)}", limit, work, 1, contest =>
        {
            Sequential network = Networks.Mlp(sizes);
            AlignedBuffer x = contest.Uniform(batch * sizes[0], stream: 0);
            AlignedBuffer y = contest.Result(batch * sizes[^1]);
            List<(float[] Weight, float[] Bias)> layers = Layers(network);
            contest.Expect(y, Expected(layers, x.Span, batch, RoundingOf(format)));
            contest.Add("simdnet", SimdNet(network, batch, format, x, y, contest));

            // The peer keeps float32: what a format is for.
            if (format != WeightFormat.Float32)
                contest.Expect(y, Expected(layers, x.Span, batch, RoundingOf(WeightFormat.Float32)));
            contest.Add("onnxruntime", peers.OnnxRuntime?.Session(OnnxModel.Mlp(batch, layers), threads: 1, contest, new OnnxTensor(y, batch, sizes[^1]), new OnnxTensor(x, batch, sizes[0])));
        });
    }

    private static Action<int> SimdNet(Sequential network, int batch, WeightFormat format, AlignedBuffer x, AlignedBuffer y, Contest contest)
    {
        InferencePlan plan = contest.Own(InferencePlan.Compile(network.ToGraph(), new InferenceOptions { MaxBatch = batch, Weights = format }));
        InferenceContext context = contest.Own(plan.CreateContext());
        return times =>
        {
            ReadOnlySpan<float> input = x.Span;
            Span<float> output = y.Span;
            for (int i = 0; i < times; i++)
                context.Run(input, output);
        };
    }

    private static List<(float[] Weight, float[] Bias)> Layers(Sequential network) =>
        [.. network.Parameters.Chunk(2).Select(layer => (layer[0].Value.ToArray(), layer[1].Value.ToArray()))];

    private static string Name(WeightFormat format) => format switch { WeightFormat.Float32 => "f32", WeightFormat.BFloat16 => "bf16", _ => "int8" };

    private static int Bytes(WeightFormat format) => format switch { WeightFormat.Float32 => sizeof(float), WeightFormat.BFloat16 => sizeof(short), _ => sizeof(byte) };

    // Of a product's magnitude: half of the last bit of 8; twice half of the last of 127 steps of the largest, which is a few times the rest.
    private static double RoundingOf(WeightFormat format) => format switch { WeightFormat.Float32 => 0, WeightFormat.BFloat16 => Math.ScaleB(1, -9), _ => 3.0 / 127 };

    // Each layer in double; the bound grows by its own rounding, gamma_(k+2) of the magnitudes, and passes on through |W|.
    private static Expectation Expected(List<(float[] Weight, float[] Bias)> layers, ReadOnlySpan<float> input, int batch, double rounding)
    {
        double[] x = [.. input.ToArray().Select(value => (double)value)];
        double[] bound = new double[x.Length];
        for (int layer = 0; layer < layers.Count; layer++)
        {
            if (layer > 0)
                x = [.. x.Select(ReferenceActivations.Relu)];
            (x, bound) = Linear(layers[layer].Weight, layers[layer].Bias, x, bound, batch, rounding);
        }

        return Expectation.All(x, i => bound[i]);
    }

    private static (double[] Y, double[] Bound) Linear(float[] weight, float[] bias, double[] x, double[] bound, int batch, double rounding)
    {
        int outputs = bias.Length;
        int inputs = weight.Length / outputs;
        double unit = rounding + ((inputs + 2) * Math.ScaleB(1, -23));
        double[] y = new double[batch * outputs];
        double[] yBound = new double[batch * outputs];
        for (int row = 0; row < batch; row++)
        {
            for (int j = 0; j < outputs; j++)
            {
                (double sum, double magnitude, double carried) = (bias[j], Math.Abs(bias[j]), 0);
                for (int p = 0; p < inputs; p++)
                {
                    double w = weight[(j * inputs) + p];
                    sum += w * x[(row * inputs) + p];
                    magnitude += Math.Abs(w * x[(row * inputs) + p]);
                    carried += Math.Abs(w) * bound[(row * inputs) + p];
                }

                y[(row * outputs) + j] = sum;
                yBound[(row * outputs) + j] = carried + (unit * magnitude);
            }
        }

        return (y, yBound);
    }
}
