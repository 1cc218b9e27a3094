namespace SimdNet.Kernels;

/// <summary>Losses of one prediction x with target t as textbooks write them, and their derivatives with respect to x, in double.</summary>
internal static class ReferenceLosses
{
    public static double SquaredError(double x, double t) => Math.Pow(x - t, 2);

    public static double SquaredErrorDerivative(double x, double t) => 2 * (x - t);

    public static double AbsoluteError(double x, double t) => Math.Abs(x - t);

    public static double AbsoluteErrorDerivative(double x, double t) => double.IsNaN(x - t) ? double.NaN : Math.Sign(x - t);

    public static double Huber(double x, double t, double delta) =>
        Math.Abs(x - t) <= delta ? (x - t) * (x - t) / 2 : delta * (Math.Abs(x - t) - (delta / 2));

    public static double HuberDerivative(double x, double t, double delta) => Math.Abs(x - t) <= delta ? x - t : delta * Math.Sign(x - t);

    public static double Quantile(double x, double t, double tau) => Math.Max(tau * (t - x), (tau - 1) * (t - x));

    public static double QuantileDerivative(double x, double t, double tau) => x < t ? -tau : x > t ? 1 - tau : ((1 - tau) - tau) / 2;

    /// <summary>-(p t ln s(x) + (1 - t) ln(1 - s(x)))</summary>
    public static double BinaryCrossEntropy(double x, double t, double positiveWeight) =>
        (positiveWeight * t * Softplus(-x)) + ((1 - t) * Softplus(x));

    public static double BinaryCrossEntropyDerivative(double x, double t, double positiveWeight) =>
        ((1 - t) / (1 + Math.Exp(-x))) - (positiveWeight * t / (1 + Math.Exp(x)));

    public static double Hinge(double x, double t) => Math.Max(0, 1 - (t * x));

    public static double HingeDerivative(double x, double t) => t * x <= 1 ? -t : 0;

    /// <summary>-ln of the normal density without its constant; the variance is softplus(s), at least epsilon.</summary>
    public static double Gaussian(double mean, double s, double t, double epsilon)
    {
        double variance = Math.Max(Softplus(s), epsilon);
        return (Math.Log(variance) + ((t - mean) * (t - mean) / variance)) / 2;
    }

    public static (double Mean, double S) GaussianDerivative(double mean, double s, double t, double epsilon)
    {
        double variance = Math.Max(Softplus(s), epsilon), difference = t - mean;
        double dVariance = ((1 / variance) - (difference * difference / (variance * variance))) / 2;
        return (-difference / variance, dVariance / (1 + Math.Exp(-s)));
    }

    /// <summary>-sum_j v[j] ln softmax(x)[j]</summary>
    public static double SoftmaxCrossEntropy(double[] logits, double[] weights)
    {
        double max = logits.Max(), logSum = max + Math.Log(logits.Sum(x => Math.Exp(x - max))), loss = 0;
        for (int j = 0; j < logits.Length; j++)
            loss += weights[j] == 0 ? 0 : weights[j] * (logSum - logits[j]);
        return loss;
    }

    /// <summary>softmax(x)[j] sum_i v[i] - v[j]</summary>
    public static double[] SoftmaxCrossEntropyGradient(double[] logits, double[] weights)
    {
        double max = logits.Max(), sum = logits.Sum(x => Math.Exp(x - max)), total = weights.Sum();
        return [.. logits.Select((x, j) => (total * Math.Exp(x - max) / sum) - weights[j])];
    }

    /// <summary>ln(1 + e^x); for small e^x by the series, whose rest is below 1e-18 of it.</summary>
    public static double Softplus(double x)
    {
        double z = Math.Exp(-Math.Abs(x));
        double log1p = z < 1e-4 ? z * (1 - (z * ((1.0 / 2) - (z * ((1.0 / 3) - (z * ((1.0 / 4) - (z / 5)))))))) : Math.Log(1 + z);
        return Math.Max(x, 0) + log1p;
    }
}
