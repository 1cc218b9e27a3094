using SimdNet.Graphs;

namespace SimdNet.Inference;

/// <summary>
/// Takes batch norm, y = s x + t with s = gamma / sqrt(variance + epsilon) and t = beta - s mean, into the product beside it:
/// behind a product W' = s W (by rows), b' = s b + t; in front of one W' = W s (by columns), b' = b + W t. Computed in double, rounded once.
/// </summary>
internal static class BatchNormFolding
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(GraphRewriter.Run(graph, Behind), InFront);

    private static GraphValue Behind(GraphRewriter rewriter, GraphNode node)
    {
        if (node.Operator is not BatchNormOperator || rewriter.OnlyMaker(node.Inputs[0]) is not { Operator: LinearOperator } product || Factors(node) is not var (s, t))
            return rewriter.Copy(node);
        (float[] weight, float[] bias) = (product.Inputs[1].Constant.ToArray(), product.Inputs[2].Constant.ToArray());
        int inFeatures = product.Inputs[1].Shape[1];
        for (int i = 0; i < weight.Length; i++)
            weight[i] = (float)(weight[i] * s[i / inFeatures]);
        for (int j = 0; j < bias.Length; j++)
            bias[j] = (float)((bias[j] * s[j]) + t[j]);
        return Product(rewriter, node, product, product.Inputs[0], weight, bias) ?? rewriter.Copy(node);
    }

    private static GraphValue InFront(GraphRewriter rewriter, GraphNode node)
    {
        if (node.Operator is not LinearOperator || rewriter.OnlyMaker(node.Inputs[0]) is not { Operator: BatchNormOperator } norm || Factors(norm) is not var (s, t))
            return rewriter.Copy(node);
        (float[] weight, float[] bias) = (node.Inputs[1].Constant.ToArray(), node.Inputs[2].Constant.ToArray());
        for (int j = 0; j < bias.Length; j++)
        {
            Span<float> row = weight.AsSpan(j * s.Length, s.Length);
            double sum = bias[j];
            for (int p = 0; p < row.Length; p++)
            {
                sum += row[p] * t[p];
                row[p] = (float)(row[p] * s[p]);
            }

            bias[j] = (float)sum;
        }

        return Product(rewriter, node, node, norm.Inputs[0], weight, bias) ?? rewriter.Copy(node);
    }

    // In the place of a node, with its name. Null if a number is not finite: the factors alone may be too large for a float.
    private static GraphValue? Product(GraphRewriter rewriter, GraphNode node, GraphNode product, GraphValue x, float[] weight, float[] bias)
    {
        if (!weight.Concat(bias).All(float.IsFinite))
            return null;
        GraphBuilder target = rewriter.Target;
        GraphValue w = target.Constant(product.Inputs[1].Name, weight, [.. product.Inputs[1].Shape]);
        GraphValue b = target.Constant(product.Inputs[2].Name, bias, bias.Length);
        return target.Copy(node with { Operator = product.Operator }, rewriter.Image(x), w, b);
    }

    // s and t; null if one is not finite, as for a variance of 0 without epsilon: there the order of the operations matters.
    private static (double[] Scale, double[] Shift)? Factors(GraphNode norm)
    {
        float[][] constants = [.. norm.Inputs.Skip(1).Select(value => value.Constant.ToArray())];
        (float[] gamma, float[] beta, float[] mean, float[] variance) = (constants[0], constants[1], constants[2], constants[3]);
        float epsilon = ((BatchNormOperator)norm.Operator).Epsilon;
        double[] scale = [.. gamma.Select((g, i) => g / Math.Sqrt((double)variance[i] + epsilon))];
        double[] shift = [.. beta.Select((b, i) => b - (scale[i] * mean[i]))];
        return scale.Concat(shift).All(double.IsFinite) ? (scale, shift) : null;
    }
}
