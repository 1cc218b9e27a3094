namespace SimdNet.Kernels;

/// <summary>Softmax and cross-entropy of rows as textbooks write them, in double.</summary>
internal static class ReferenceRows
{
    public static double[] Softmax(ReadOnlySpan<float> logits, int columns)
    {
        var probs = new double[logits.Length];
        for (int row = 0; row < logits.Length; row += columns)
        {
            double max = double.NegativeInfinity;
            for (int j = 0; j < columns; j++)
                max = Math.Max(max, logits[row + j]);
            double sum = 0;
            for (int j = 0; j < columns; j++)
                sum += probs[row + j] = Math.Exp(logits[row + j] - max);
            for (int j = 0; j < columns; j++)
                probs[row + j] /= sum;
        }

        return probs;
    }

    /// <summary>dx_j = sum_i dp_i p_i ([i = j] - p_j), the Jacobian written out.</summary>
    public static double[] SoftmaxBackward(ReadOnlySpan<float> probs, int columns, ReadOnlySpan<float> dProbs)
    {
        var dLogits = new double[probs.Length];
        for (int row = 0; row < probs.Length; row += columns)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int i = 0; i < columns; i++)
                    dLogits[row + j] += (double)dProbs[row + i] * probs[row + i] * ((i == j ? 1 : 0) - (double)probs[row + j]);
            }
        }

        return dLogits;
    }

    /// <summary>-sum_j p_j ln p_j of each row, 0 ln 0 being 0.</summary>
    public static double[] Entropy(ReadOnlySpan<float> probs, int columns)
    {
        var entropies = new double[probs.Length / columns];
        for (int i = 0; i < entropies.Length; i++)
        {
            foreach (float p in probs.Slice(i * columns, columns))
                entropies[i] -= p == 0 ? 0 : p * Math.Log(p);
        }

        return entropies;
    }

    /// <summary>ln sum_j e^x_j of each row.</summary>
    public static double[] LogSumExp(ReadOnlySpan<float> logits, int columns)
    {
        var sums = new double[logits.Length / columns];
        for (int i = 0; i < sums.Length; i++)
        {
            foreach (float x in logits.Slice(i * columns, columns))
                sums[i] += Math.Exp(x);
            sums[i] = Math.Log(sums[i]);
        }

        return sums;
    }

    /// <summary>x - ln sum_j e^x_j</summary>
    public static double[] LogSoftmax(ReadOnlySpan<float> logits, int columns)
    {
        double[] sums = LogSumExp(logits, columns), logProbs = new double[logits.Length];
        for (int i = 0; i < logits.Length; i++)
            logProbs[i] = logits[i] - sums[i / columns];
        return logProbs;
    }

    /// <summary>The loss of each row and the gradient of their mean.</summary>
    public static (double[] Losses, double[] Gradient) SoftmaxCrossEntropy(ReadOnlySpan<float> logits, int columns, ReadOnlySpan<int> labels)
    {
        double[] gradient = Softmax(logits, columns);
        var losses = new double[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = (i * columns) + labels[i];
            double sum = 0;
            for (int j = 0; j < columns; j++)
                sum += Math.Exp((double)logits[(i * columns) + j] - logits[label]);
            losses[i] = Math.Log(sum);
            gradient[label] -= 1;
        }

        for (int i = 0; i < gradient.Length; i++)
            gradient[i] /= labels.Length;
        return (losses, gradient);
    }
}
