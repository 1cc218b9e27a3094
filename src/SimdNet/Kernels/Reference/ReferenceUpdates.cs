namespace SimdNet.Kernels;

/// <summary>The optimizers' rules as their papers and PyTorch's documentation write them, in double, on one number. Step counts from 1.</summary>
internal static class ReferenceUpdates
{
    /// <summary>Without momentum, v is g.</summary>
    public static (double W, double V) Sgd(double w, double g, double v, double learningRate, double momentum)
    {
        double velocity = (momentum * v) + g;
        return (w - (learningRate * velocity), velocity);
    }

    /// <summary>PyTorch's SGD, its first velocity being the gradient itself.</summary>
    public static (double W, double V) Sgd(double w, double g, double v, double learningRate, double momentum, double dampening, double weightDecay, bool nesterov, int step)
    {
        g += weightDecay * w;
        v = step == 1 ? g : (momentum * v) + ((1 - dampening) * g);
        return (w - (learningRate * (momentum == 0 ? g : nesterov ? g + (momentum * v) : v)), v);
    }

    /// <summary>Kingma and Ba 2015, algorithm 1.</summary>
    public static (double W, double M, double V) Adam(double w, double g, double m, double v, double learningRate, double beta1, double beta2, double epsilon, int step)
    {
        m = (beta1 * m) + ((1 - beta1) * g);
        v = (beta2 * v) + ((1 - beta2) * g * g);
        double mHat = m / (1 - Math.Pow(beta1, step));
        double vHat = v / (1 - Math.Pow(beta2, step));
        return (w - (learningRate * mHat / (Math.Sqrt(vHat) + epsilon)), m, v);
    }

    /// <summary>Reddi, Kale and Kumar 2018, with Adam's bias corrections.</summary>
    public static (double W, double M, double V, double VMax) AmsGrad(double w, double g, double m, double v, double vMax, double learningRate, double beta1, double beta2, double epsilon, int step)
    {
        (_, m, v) = Adam(w, g, m, v, learningRate, beta1, beta2, epsilon, step);
        vMax = Math.Max(vMax, v);
        double mHat = m / (1 - Math.Pow(beta1, step));
        return (w - (learningRate * mHat / (Math.Sqrt(vMax / (1 - Math.Pow(beta2, step))) + epsilon)), m, v, vMax);
    }

    /// <summary>Loshchilov and Hutter 2019, algorithm 2, the decay times the learning rate as in PyTorch.</summary>
    public static (double W, double M, double V) AdamW(double w, double g, double m, double v, double learningRate, double beta1, double beta2, double epsilon, double weightDecay, int step)
    {
        double decay = learningRate * weightDecay * w;
        (w, m, v) = Adam(w, g, m, v, learningRate, beta1, beta2, epsilon, step);
        return (w - decay, m, v);
    }

    /// <summary>Hinton 2012, centred as in Graves 2013; without momentum the velocity is the step.</summary>
    public static (double W, double V, double Mean, double Velocity) RmsProp(double w, double g, double v, double mean, double velocity, double learningRate, double alpha, double epsilon, double momentum, bool centred, double weightDecay)
    {
        g += weightDecay * w;
        v = (alpha * v) + ((1 - alpha) * g * g);
        mean = (alpha * mean) + ((1 - alpha) * g);
        velocity = (momentum * velocity) + (g / (Math.Sqrt(centred ? v - (mean * mean) : v) + epsilon));
        return (w - (learningRate * velocity), v, mean, velocity);
    }

    /// <summary>Duchi, Hazan and Singer 2011, the rate falling as 1 / (1 + (step - 1) decay).</summary>
    public static (double W, double Sum) Adagrad(double w, double g, double sum, double learningRate, double learningRateDecay, double epsilon, double weightDecay, int step)
    {
        g += weightDecay * w;
        sum += g * g;
        return (w - (learningRate / (1 + ((step - 1) * learningRateDecay)) * g / (Math.Sqrt(sum) + epsilon)), sum);
    }

    /// <summary>Chen et al. 2023, algorithm 2.</summary>
    public static (double W, double M) Lion(double w, double g, double m, double learningRate, double beta1, double beta2, double weightDecay)
    {
        int sign = Math.Sign((beta1 * m) + ((1 - beta1) * g));
        return (w - (learningRate * (sign + (weightDecay * w))), (beta2 * m) + ((1 - beta2) * g));
    }
}
