using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>Bounds on gradients, between a backward pass and a step.</summary>
public static class GradientClipping
{
    // As in torch.nn.utils.clip_grad_norm_: keeps the quotient finite, and a clipped norm just below its limit.
    private const double Epsilon = 1e-6;

    /// <summary>The Euclidean norm of all gradients taken as one vector.</summary>
    /// <remarks>Allocates nothing. The parameters' norms are summed in double, in order: the same bits on every CPU.</remarks>
    public static double Norm(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        double squares = 0;
        for (int i = 0; i < parameters.Count; i++)
        {
            double norm = Blas.Norm2(parameters[i].Gradient);
            squares += norm * norm;
        }

        return Math.Sqrt(squares);
    }

    /// <summary>gradient *= maxNorm / (norm + 1e-6) for all parameters, where that is below 1; gradients whose norm is small enough keep their bits.</summary>
    /// <param name="parameters">whose gradients are taken as one vector</param>
    /// <param name="maxNorm">the norm's limit, positive</param>
    /// <returns>the norm before</returns>
    /// <remarks>
    /// Allocates nothing. PyTorch's clip_grad_norm_ with error_if_nonfinite. Source: Pascanu, Mikolov and Bengio 2013.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">maxNorm is not a positive finite number</exception>
    /// <exception cref="ArithmeticException">the norm is NaN or infinite; no gradient was changed</exception>
    public static double ByNorm(IReadOnlyList<Parameter> parameters, float maxNorm)
    {
        RequirePositive(maxNorm, nameof(maxNorm));
        double norm = Norm(parameters);
        if (!double.IsFinite(norm))
            throw new ArithmeticException($"the norm of the gradients is {norm}, which no factor brings to {maxNorm}; the gradients are as they were.");
        double factor = maxNorm / (norm + Epsilon);
        if (factor < 1)
        {
            for (int i = 0; i < parameters.Count; i++)
                Blas.Scale((float)factor, parameters[i].Gradient);
        }

        return norm;
    }

    /// <summary>Each element of each gradient into [-limit, limit]; NaN stays NaN.</summary>
    /// <remarks>Allocates nothing. PyTorch's clip_grad_value_.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">the limit is not a positive finite number</exception>
    public static void ByValue(IReadOnlyList<Parameter> parameters, float limit)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequirePositive(limit, nameof(limit));
        for (int i = 0; i < parameters.Count; i++)
            UpdateKernels.Clip(parameters[i].Gradient, limit);
    }

    private static void RequirePositive(float value, string name)
    {
        if (!(value > 0 && float.IsFinite(value)))
            throw new ArgumentOutOfRangeException(name, value, "expected a positive finite number.");
    }
}
