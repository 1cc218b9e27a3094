using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Testing;

/// <summary>A graph computed one operator after the other, as it stands: each value in an array of its own, nothing packed, fused, folded or used again</summary>
internal static class GraphInterpreter
{
    /// <summary>The rows of each output for the rows of each input</summary>
    public static float[][] Run(Graph graph, float[][] inputs, int batch)
    {
        var values = new Dictionary<GraphValue, float[]>();
        foreach ((GraphValue input, float[] rows) in graph.Inputs.Zip(inputs))
            values[input] = rows;
        foreach (GraphNode node in graph.Nodes)
        {
            float[][] operands = [.. node.Inputs.Select(value => value.IsConstant ? Repeated(value, batch) : values[value])];
            values[node.Output] = Compute(node, operands, batch);
        }

        return [.. graph.Outputs.Select(output => values[output])];
    }

    // A constant among rows stands in each of them.
    private static float[] Repeated(GraphValue constant, int batch) => [.. Enumerable.Repeat(constant.Constant.ToArray(), batch).SelectMany(row => row)];

    private static float[] Compute(GraphNode node, float[][] operands, int batch)
    {
        int columns = node.Output.Length;
        var y = new float[batch * columns];
        float[] x = operands[0];
        switch (node.Operator)
        {
            case LinearOperator:
                Linear(node, x, batch, y);
                break;
            case AddOperator:
                for (int i = 0; i < y.Length; i++)
                    y[i] = x[i] + operands[1][i];
                break;
            case MeanOperator:
                Mean(operands, y);
                break;
            case ConcatOperator:
                return [.. Enumerable.Range(0, batch).SelectMany(row => operands.SelectMany(part => part.Chunk(part.Length / batch).ElementAt(row)))];
            case ActivationOperator activation:
                ActivationKernels.Forward(Activation.Parse(activation.Function), x, y);
                break;
            case OneHotOperator oneHot:
                return [.. x.Chunk(oneHot.Categories.Count).SelectMany(row => row.Zip(oneHot.Categories, Spread).SelectMany(part => part))];
            case SoftmaxOperator:
                RowKernels.Softmax(x, columns, y);
                break;
            case LogSoftmaxOperator:
                RowKernels.LogSoftmax(x, columns, y);
                break;
            case LayerNormOperator norm:
                RowKernels.LayerNorm(x, columns, Constant(node, 1), Constant(node, 2), norm.Epsilon, y, mean: default, rstd: default);
                break;
            case RmsNormOperator norm:
                RowKernels.RmsNorm(x, columns, Constant(node, 1), norm.Epsilon, y, rstd: default);
                break;
            case BatchNormOperator norm:
                RowKernels.BatchNorm(x, columns, Constant(node, 3), Constant(node, 4), Constant(node, 1), Constant(node, 2), norm.Epsilon, y);
                break;
            default:
                throw new NotSupportedException($"{node.Operator}");
        }

        return y;
    }

    private static IEnumerable<float> Spread(float code, int categories) =>
        categories == 0 ? [code] : Enumerable.Range(0, categories).Select(i => i == code ? 1f : 0);

    private static void Linear(GraphNode node, float[] x, int batch, float[] y)
    {
        GraphValue weight = node.Inputs[1], bias = node.Inputs[2];
        (int outFeatures, int inFeatures) = (weight.Shape[0], weight.Shape[1]);
        for (int i = 0; i < batch; i++)
            bias.Constant.CopyTo(y.AsSpan(i * outFeatures));
        Blas.Gemm(Transpose.No, Transpose.Yes, batch, outFeatures, inFeatures, 1, x, inFeatures, weight.Constant, inFeatures, 1, y, outFeatures);
    }

    // Groups of eight operands, each a sum of its own.
    private static void Mean(float[][] operands, float[] y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = operands.Chunk(8).Aggregate(0f, (total, group) => total + group.Aggregate(0f, (sum, x) => sum + x[i])) / operands.Length;
    }

    private static ReadOnlySpan<float> Constant(GraphNode node, int input) => node.Inputs[input].Constant;
}
