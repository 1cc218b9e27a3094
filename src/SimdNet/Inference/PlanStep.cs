using SimdNet.Kernels;

namespace SimdNet.Inference;

/// <summary>One step of a plan: a kernel from one value's rows to another's.</summary>
internal abstract class PlanStep(int input, int output) : IDisposable
{
    /// <summary>The value that it reads, as <see cref="InferencePlan"/> numbers them.</summary>
    public int Input { get; } = input;

    /// <summary>The value that it writes.</summary>
    public int Output { get; } = output;

    public abstract void Run(ReadOnlySpan<float> x, int batch, Span<float> y);

    public virtual void Dispose()
    {
    }
}

/// <summary>y = f(x W^T + b), the weights packed; f may be absent.</summary>
internal sealed class LinearStep(int input, int output, PackedMatrix weight, float[] bias, Activation? activation) : PlanStep(input, output)
{
    public override void Run(ReadOnlySpan<float> x, int batch, Span<float> y)
    {
        if (activation == Activation.Relu)
        {
            Blas.GemmRelu(batch, x, weight.Rows, weight, bias, y, weight.Columns);
            return;
        }

        Blas.Gemm(batch, x, weight.Rows, weight, bias, y, weight.Columns);
        if (activation is not null)
            ActivationKernels.Forward(activation, y, y);
    }

    public override void Dispose()
    {
        weight.Dispose();
        base.Dispose();
    }
}

/// <summary>y = f(x)</summary>
internal sealed class ActivationStep(int input, int output, Activation activation) : PlanStep(input, output)
{
    public override void Run(ReadOnlySpan<float> x, int batch, Span<float> y) => ActivationKernels.Forward(activation, x, y);
}

/// <summary>y = softmax of each row</summary>
internal sealed class SoftmaxStep(int input, int output) : PlanStep(input, output)
{
    public override void Run(ReadOnlySpan<float> x, int batch, Span<float> y) => RowKernels.Softmax(x, x.Length / batch, y);
}

/// <summary>y = ln softmax of each row</summary>
internal sealed class LogSoftmaxStep(int input, int output) : PlanStep(input, output)
{
    public override void Run(ReadOnlySpan<float> x, int batch, Span<float> y) => RowKernels.LogSoftmax(x, x.Length / batch, y);
}

/// <summary>y = layer norm of each row</summary>
internal sealed class LayerNormStep(int input, int output, float[] gamma, float[] beta, float epsilon) : PlanStep(input, output)
{
    public override void Run(ReadOnlySpan<float> x, int batch, Span<float> y) =>
        RowKernels.LayerNorm(x, gamma.Length, gamma, beta, epsilon, y, mean: default, rstd: default);
}

/// <summary>y = RMS norm of each row</summary>
internal sealed class RmsNormStep(int input, int output, float[] gamma, float epsilon) : PlanStep(input, output)
{
    public override void Run(ReadOnlySpan<float> x, int batch, Span<float> y) =>
        RowKernels.RmsNorm(x, gamma.Length, gamma, epsilon, y, rstd: default);
}

/// <summary>y = batch norm with constant statistics</summary>
internal sealed class BatchNormStep(int input, int output, float[] gamma, float[] beta, float[] mean, float[] variance, float epsilon) : PlanStep(input, output)
{
    public override void Run(ReadOnlySpan<float> x, int batch, Span<float> y) =>
        RowKernels.BatchNorm(x, gamma.Length, mean, variance, gamma, beta, epsilon, y);
}
