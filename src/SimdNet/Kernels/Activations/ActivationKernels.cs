namespace SimdNet.Kernels;

/// <summary>Activation functions and their derivatives on spans.</summary>
public static unsafe class ActivationKernels
{
    /// <summary>y[i] = f(x[i])</summary>
    /// <param name="activation">f; its documentation states the error bound</param>
    /// <param name="x">the inputs</param>
    /// <param name="y">the outputs, as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. The same bits at every width, position and alignment, on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same; the message has the numbers</exception>
    public static void Forward(Activation activation, ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        fixed (float* px = x, py = y)
            activation.Forward(px, py, x.Length);
    }

    /// <summary>dx[i] = dy[i] f'(x[i])</summary>
    /// <param name="activation">f</param>
    /// <param name="x">the inputs of the forward pass</param>
    /// <param name="y">its outputs, f(x)</param>
    /// <param name="dy">the gradient with respect to y</param>
    /// <param name="dx">the gradient with respect to x, overwritten; may be dy itself (or x, or y)</param>
    /// <remarks>Allocates nothing. The same bits at every width, position and alignment, on every CPU. One rounding more than f' itself has.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or spans overlap without being the same; the message has the numbers</exception>
    public static void Backward(Activation activation, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(activation);
        Guard.SameLength(y.Length, x.Length);
        Guard.SameLength(dy.Length, x.Length);
        Guard.SameLength(dx.Length, x.Length);
        Guard.SameOrDisjoint(x, dx);
        Guard.SameOrDisjoint(y, dx);
        Guard.SameOrDisjoint(dy, dx);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
            activation.Backward(px, py, pdy, pdx, x.Length);
    }
}
