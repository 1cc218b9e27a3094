using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels;

/// <summary>Every kernel once, on spans that somebody else provides: for tests of what holds for all of them</summary>
internal static class KernelCalls
{
    /// <summary>Gives a span of this many floats of 0.25, none of which it has given in the same call</summary>
    public delegate Span<float> Take(int length);

    /// <summary>Calls a kernel on spans of about n elements</summary>
    public delegate void Call(Take take, int n);

    private static readonly AdamCoefficients Adam = new(1e-3f, 0.9f, 0.999f, 1e-8f, 0.9, 0.999);

    private static readonly FactorizationResult[] Results = new FactorizationResult[20];

    public static readonly IReadOnlyDictionary<string, Call> All = new Dictionary<string, Call>
    {
        ["Dot"] = static (take, n) => Blas.Dot(take(n), take(n)),
        ["Axpy"] = static (take, n) => Blas.Axpy(2, take(n), take(n)),
        ["Gemv"] = static (take, n) => Gemv(take, Transpose.No, n % 13, n),
        ["Gemv, transposed"] = static (take, n) => Gemv(take, Transpose.Yes, n % 13, n),
        ["Gemm"] = static (take, n) => Gemm(take, Transpose.No, Transpose.No, n % 19, n, n % 7),
        ["Gemm, A transposed"] = static (take, n) => Gemm(take, Transpose.Yes, Transpose.No, n % 5, n, n % 7),
        ["Gemm, B transposed"] = static (take, n) => Gemm(take, Transpose.No, Transpose.Yes, n % 19, n, n % 7),
        ["Gemm, both transposed"] = static (take, n) => Gemm(take, Transpose.Yes, Transpose.Yes, n, n % 19, n % 7),
        ["Gemm in double"] = static (take, n) => GemmInDouble(take, Transpose.No, Transpose.No, n % 19, n, n % 7),
        ["Gemm in double, A transposed"] = static (take, n) => GemmInDouble(take, Transpose.Yes, Transpose.No, n % 5, n, n % 7),
        ["Gemm in double, B transposed"] = static (take, n) => GemmInDouble(take, Transpose.No, Transpose.Yes, n % 19, n, n % 7),
        ["Gemm in double, both transposed"] = static (take, n) => GemmInDouble(take, Transpose.Yes, Transpose.Yes, n, n % 19, n % 7),
        ["Gemm of tensor spans"] = static (take, n) =>
        {
            (int m, int k) = ((n % 19) + 2, (n % 7) + 2);
            n += 2;
            ReadOnlyTensorSpan<float> a = new(take(Size(m, k, k + 2)), [m, k], [k + 2, 1]), b = new(take(Size(k, n, n + 1)), [k, n], [n + 1, 1]);
            Blas.Gemm(0.5f, a, b, 0.5f, new TensorSpan<float>(take(Size(m, n, n + 3)), [m, n], [n + 3, 1]));
        },
        ["Ger"] = static (take, n) => Blas.Ger(n % 13, n, 0.5f, take(n % 13), take(n), take(Size(n % 13, n, n + 3)), n + 3),
        ["Asum"] = static (take, n) => Blas.Asum(take(n)),
        ["Norm2"] = static (take, n) =>
        {
            Blas.Norm2(take(n));
            Span<float> x = take(n);
            x.Fill(1e30f);
            Blas.Norm2(x);
        },
        ["Scale"] = static (take, n) => Blas.Scale(2, take(n)),
        ["Trsm, left"] = static (take, n) => Trsm(take, Side.Left, n, n % 5),
        ["Trsm, right"] = static (take, n) => Trsm(take, Side.Right, n % 5, n),
        ["Lu"] = static (take, n) =>
        {
            n++;
            Span<float> a = Regular(take, n, n), inverse = take(n * n), x = take(n);
            Span<int> pivots = MemoryMarshal.Cast<float, int>(take(n));
            Lu.TryInverse<float>(a, n, inverse, out _);
            Lu.TrySolve<float>(a, n, take(n), x, out _);
            Lu.Factor(a, n, pivots);
            Lu.SolveFactored(Transpose.Yes, n, 1, (ReadOnlySpan<float>)a, n, pivots, x, 1);
        },
        ["Lu, a batch"] = static (take, n) =>
        {
            int count = Results.Length;
            n = (n % 18) + 1;
            Span<float> a = take(count * n * n);
            for (int i = 0; i < count * n; i++)
                a[(i * n) + (i % n)] = n + 1;
            Lu.TrySolveBatch(count, n, 1, a, take(count * n), take(count * n), Results);
        },
        ["Cholesky"] = static (take, n) =>
        {
            n++;
            Span<float> a = Regular(take, n, n);
            Cholesky.TryInverse<float>(a, n, take(n * n), out _);
            Cholesky.Factor(a, n);
            Cholesky.SolveFactored(n, 3, (ReadOnlySpan<float>)a, n, take(n * 3), 3);
        },
        ["Qr"] = static (take, n) =>
        {
            int columns = (++n + 1) / 2;
            Span<float> a = Regular(take, n, columns), tau = take(columns);
            Qr.TryLeastSquares<float>(n, columns, 1, a, columns, take(n), 1, take(columns), 1, out _);
            Qr.Factor(n, columns, a, columns, tau);
            Qr.FormQ<float>(n, columns, a, columns, tau, n, take(n * n), n);
        },
        ["Exp"] = static (take, n) => ElementwiseKernels.Exp(take(n), take(n)),
        ["Log"] = static (take, n) => ElementwiseKernels.Log(take(n), take(n)),
        ["Activations forward"] = static (take, n) =>
        {
            for (int i = 0; i < Activation.All.Count; i++) ActivationKernels.Forward(Activation.All[i], take(n), take(n));
        },
        ["Activations backward"] = static (take, n) =>
        {
            for (int i = 0; i < Activation.All.Count; i++) ActivationKernels.Backward(Activation.All[i], take(n), take(n), take(n), take(n));
        },
        ["Sum"] = static (take, n) => ReductionKernels.Sum(take(n)),
        ["Max"] = static (take, n) => ReductionKernels.Max(take(n + 1)),
        ["ArgMax"] = static (take, n) => ReductionKernels.ArgMax(take(n + 1)),
        ["ArgMax of rows"] = static (take, n) => RowKernels.ArgMax(take(3 * (n + 1)), n + 1, MemoryMarshal.Cast<float, int>(take(3))),
        ["Softmax"] = static (take, n) => RowKernels.Softmax(take(3 * (n + 1)), n + 1, take(3 * (n + 1))),
        ["SoftmaxBackward"] = static (take, n) => RowKernels.SoftmaxBackward(take(3 * (n + 1)), n + 1, take(3 * (n + 1)), take(3 * (n + 1))),
        ["SoftmaxCrossEntropy"] = static (take, n) =>
        {
            Span<float> labels = take(3);
            labels.Clear();
            RowKernels.SoftmaxCrossEntropy(take(3 * (n + 1)), n + 1, MemoryMarshal.Cast<float, int>(labels), take(3), take(3 * (n + 1)));
        },
        ["Entropy"] = static (take, n) => RowKernels.Entropy(take(3 * (n + 1)), n + 1, take(3)),
        ["LogSumExp"] = static (take, n) => RowKernels.LogSumExp(take(3 * (n + 1)), n + 1, take(3)),
        ["LogSumExpBackward"] = static (take, n) => RowKernels.LogSumExpBackward(take(3 * (n + 1)), n + 1, take(3), take(3), take(3 * (n + 1))),
        ["LogSoftmax"] = static (take, n) => RowKernels.LogSoftmax(take(3 * (n + 1)), n + 1, take(3 * (n + 1))),
        ["LogSoftmaxBackward"] = static (take, n) => RowKernels.LogSoftmaxBackward(take(3 * (n + 1)), n + 1, take(3 * (n + 1)), take(3 * (n + 1))),
        ["LayerNorm"] = static (take, n) => RowKernels.LayerNorm(take(3 * (n + 1)), n + 1, take(n + 1), take(n + 1), 1e-5f, take(3 * (n + 1)), take(3), take(3)),
        ["LayerNormBackward"] = static (take, n) => RowKernels.LayerNormBackward(take(3 * (n + 1)), n + 1, take(n + 1), take(3), take(3), take(3 * (n + 1)), take(3 * (n + 1)), take(n + 1), take(n + 1)),
        ["RmsNorm"] = static (take, n) => RowKernels.RmsNorm(take(3 * (n + 1)), n + 1, take(n + 1), 1e-5f, take(3 * (n + 1)), take(3)),
        ["RmsNormBackward"] = static (take, n) => RowKernels.RmsNormBackward(take(3 * (n + 1)), n + 1, take(n + 1), take(3), take(3 * (n + 1)), take(3 * (n + 1)), take(n + 1)),
        ["BatchNormStatistics"] = static (take, n) => RowKernels.BatchNormStatistics(take(11 * (n + 1)), n + 1, take(n + 1), take(n + 1)),
        ["BatchNormRunning"] = static (take, n) => RowKernels.BatchNormRunning(take(n), take(n), 11, 0.1f, take(n), take(n)),
        ["BatchNorm"] = static (take, n) => RowKernels.BatchNorm(take(3 * (n + 1)), n + 1, take(n + 1), take(n + 1), take(n + 1), take(n + 1), 1e-5f, take(3 * (n + 1))),
        ["BatchNormBackward"] = static (take, n) =>
        {
            for (int i = 0; i < 2; i++)
                RowKernels.BatchNormBackward(take(11 * (n + 1)), n + 1, take(n + 1), take(n + 1), i == 0, take(n + 1), 1e-5f, take(11 * (n + 1)), take(11 * (n + 1)), take(n + 1), take(n + 1));
        },
        ["Dropout"] = static (take, n) => RowKernels.Dropout(take(n), 0.5f, 1, 2, take(n)),
        ["Dropout, one mask for all rows"] = static (take, n) => RowKernels.Dropout(take(3 * (n + 1)), n + 1, 0.5f, 1, 2, take(3 * (n + 1))),
        ["DropoutBackward"] = static (take, n) => RowKernels.DropoutBackward(take(n), 0.5f, 1, 2, take(n)),
        ["Losses"] = static (take, n) =>
        {
            LossKernels.SquaredError(take(n), take(n), take(n), take(n));
            LossKernels.AbsoluteError(take(n), take(n), take(n), take(n));
            LossKernels.Huber(take(n), take(n), 0.5f, take(n), take(n));
            LossKernels.Quantile(take(n), take(n), 0.5f, take(n), take(n));
        },
        ["Losses of classes"] = static (take, n) =>
        {
            LossKernels.BinaryCrossEntropy(take(n), take(n), 2, take(n), take(n));
            LossKernels.Hinge(take(n), take(n), take(n), take(n));
            LossKernels.SoftmaxCrossEntropy(take(3 * (n + 1)), n + 1, take(3 * (n + 1)), take(n + 1), 0.5f, take(3), take(3 * (n + 1)), take(2 * (n + 1)));
        },
        ["BinaryCrossEntropy, weighted outputs"] = static (take, n) =>
        {
            Span<float> weights = take(n + 1);
            weights.Fill(0.5f);
            LossKernels.BinaryCrossEntropy(take(3 * (n + 1)), take(3 * (n + 1)), weights, take(3 * (n + 1)), take(3 * (n + 1)));
        },
        ["SoftmaxCrossEntropy, smoothed"] = static (take, n) =>
        {
            Span<float> labels = take(3);
            labels.Clear();
            LossKernels.SoftmaxCrossEntropy(take(3 * (n + 1)), n + 1, MemoryMarshal.Cast<float, int>(labels), take(n + 1), 0.5f, -1, take(3), take(3 * (n + 1)), take(2 * (n + 1)));
        },
        ["GaussianNegativeLogLikelihood"] = static (take, n) => LossKernels.GaussianNegativeLogLikelihood(take(6 * (n + 1)), n + 1, take(3 * (n + 1)), 1e-6f, take(3 * (n + 1)), take(6 * (n + 1))),
        ["ScaleRows"] = static (take, n) =>
        {
            LossKernels.ScaleRows(take(n), take(n));
            LossKernels.ScaleRows(take(3), take(3 * n));
        },
        ["Sgd"] = static (take, n) => UpdateKernels.Sgd(take(n), take(n), 0.1f),
        ["SgdMomentum"] = static (take, n) => UpdateKernels.SgdMomentum(take(n), take(n), take(n), 0.1f, 0.9f),
        ["Adam"] = static (take, n) => UpdateKernels.Adam(take(n), take(n), take(n), take(n), Adam),
        ["AmsGrad"] = static (take, n) => UpdateKernels.AmsGrad(take(n), take(n), take(n), take(n), take(n), Adam),
        ["RmsProp"] = static (take, n) => UpdateKernels.RmsProp(take(n), take(n), take(n), default, default, new RmsPropCoefficients(1e-2f, 0.99f, 1e-8f)),
        ["RmsProp, centred"] = static (take, n) => UpdateKernels.RmsProp(take(n), take(n), take(n), take(n), take(n), new RmsPropCoefficients(1e-2f, 0.99f, 1e-8f, 0.9f, 0.1f)),
        ["Adagrad"] = static (take, n) => UpdateKernels.Adagrad(take(n), take(n), take(n), 1e-2f, 1e-10f, 0.1f),
        ["Lion"] = static (take, n) => UpdateKernels.Lion(take(n), take(n), take(n), 1e-4f, 0.9f, 0.99f, 0.1f),
        ["MovingAverage"] = static (take, n) => UpdateKernels.MovingAverage(take(n), take(n), 0.1f),
        ["FlushSubnormal"] = static (take, n) => UpdateKernels.FlushSubnormal(take(n)),
        ["Clip"] = static (take, n) => UpdateKernels.Clip(take(n), 0.125f),
        ["Philox.Fill"] = static (take, n) => Philox.Fill(1, 2, 3, MemoryMarshal.Cast<float, uint>(take(n))),
        ["Philox.Uniform"] = static (take, n) => Philox.Uniform(1, 2, 3, -1, 1, take(n)),
        ["Philox.Normal"] = static (take, n) => Philox.Normal(1, 2, 3, 0, 1, take(n)),
        ["Philox.Shuffle"] = static (take, n) => Philox.Shuffle(1, 2, MemoryMarshal.Cast<float, int>(take(n))),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static Span<float> Regular(Take take, int rows, int columns)
    {
        Span<float> a = take(rows * columns);
        for (int i = 0; i < int.Min(rows, columns); i++) a[(i * columns) + i] = rows + 1;
        return a;
    }

    private static void Gemv(Take take, Transpose trans, int m, int n)
    {
        (int inputs, int outputs) = trans == Transpose.No ? (n, m) : (m, n);
        Blas.Gemv(trans, m, n, 0.5f, take(Size(m, n, n + 3)), n + 3, take(inputs), 0.5f, take(outputs));
    }

    private static void Gemm(Take take, Transpose transA, Transpose transB, int m, int n, int k)
    {
        for (int i = 0; i < 2; i++) // alpha and beta: A in place and packed, C overwritten and read
        {
            (int aRows, int aColumns) = transA == Transpose.No ? (m, k) : (k, m);
            (int bRows, int bColumns) = transB == Transpose.No ? (k, n) : (n, k);
            Blas.Gemm(transA, transB, m, n, k, 1 - (0.5f * i), take(Size(aRows, aColumns, aColumns + 2)), aColumns + 2, take(Size(bRows, bColumns, bColumns + 1)), bColumns + 1, i, take(Size(m, n, n + 3)), n + 3);
        }
    }

    private static void GemmInDouble(Take take, Transpose transA, Transpose transB, int m, int n, int k)
    {
        for (int i = 0; i < 2; i++) // as above
        {
            (int aRows, int aColumns) = transA == Transpose.No ? (m, k) : (k, m);
            (int bRows, int bColumns) = transB == Transpose.No ? (k, n) : (n, k);
            Blas.Gemm(transA, transB, m, n, k, 1 - (0.5 * i), Doubles(Size(aRows, aColumns, aColumns + 2)), aColumns + 2, Doubles(Size(bRows, bColumns, bColumns + 1)), bColumns + 1, i, Doubles(Size(m, n, n + 3)), n + 3);
        }

        Span<double> Doubles(int length) => MemoryMarshal.Cast<float, double>(take(2 * length));
    }

    private static void Trsm(Take take, Side side, int m, int n)
    {
        int size = side == Side.Left ? m : n;
        for (int mix = 0; mix < 8; mix++)
        {
            Blas.Trsm(side, (Triangle)(mix & 1), (Transpose)(mix >> 1 & 1), (Diagonal)(mix >> 2), m, n, 0.5f + (0.5f * (mix & 1)), take(Size(size, size, size + 2)), size + 2, take(Size(m, n, n + 1)), n + 1);
        }
    }

    private static int Size(int rows, int columns, int ld) => rows == 0 || columns == 0 ? 0 : ((rows - 1) * ld) + columns;
}
