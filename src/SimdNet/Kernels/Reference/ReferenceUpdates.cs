namespace SimdNet.Kernels;

/// <summary>The optimizers' rules as their papers write them, in double, on one number.</summary>
internal static class ReferenceUpdates
{
    /// <summary>Without momentum, v is g.</summary>
    public static (double W, double V) Sgd(double w, double g, double v, double learningRate, double momentum)
    {
        double velocity = (momentum * v) + g;
        return (w - (learningRate * velocity), velocity);
    }

    /// <summary>Kingma and Ba 2015, algorithm 1; step counts from 1.</summary>
    public static (double W, double M, double V) Adam(double w, double g, double m, double v, double learningRate, double beta1, double beta2, double epsilon, int step)
    {
        m = (beta1 * m) + ((1 - beta1) * g);
        v = (beta2 * v) + ((1 - beta2) * g * g);
        double mHat = m / (1 - Math.Pow(beta1, step));
        double vHat = v / (1 - Math.Pow(beta2, step));
        return (w - (learningRate * mHat / (Math.Sqrt(vHat) + epsilon)), m, v);
    }
}
