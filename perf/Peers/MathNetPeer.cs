using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>Math.NET Numerics' managed product, on small sizes only: it is slow.</summary>
internal sealed class MathNetPeer : IGemmPeer, IDoubleGemmPeer
{
    private const int MaxSize = 256;

    private MathNetPeer()
    {
    }

    public string Name => "mathnet";

    public static string Description => $"Math.NET Numerics {typeof(Control).Assembly.GetName().Version}, managed provider";

    public static MathNetPeer Find()
    {
        Control.UseManaged();
        return new MathNetPeer();
    }

    public Action<int>? Gemm(GemmProblem problem, Contest contest)
    {
        GemmShape s = problem.Shape;
        if (!s.IsPlain || s.Threads > 1 || s.M == 1 || s.N == 1 || int.Max(s.M, int.Max(s.N, s.K)) > MaxSize)
            return null;

        Control.UseSingleThread();
        float[] a = problem.A.Span.ToArray();
        float[] b = problem.B.Span.ToArray();
        float[] c = new float[s.M * s.N];

        // Column-major: C^T = B^T A^T.
        return times =>
        {
            for (int i = 0; i < times; i++)
                LinearAlgebraControl.Provider.MatrixMultiply(b, s.N, s.K, a, s.K, s.M, c);
            c.CopyTo(problem.C.Span);
        };
    }

    public Action<int>? Gemm(DoubleProblem problem)
    {
        if (int.Max(problem.M, int.Max(problem.N, problem.K)) > MaxSize)
            return null;

        Control.UseSingleThread();
        double[] a = problem.A.ToArray();
        double[] b = problem.B.ToArray();
        double[] c = new double[problem.M * problem.N];
        return times =>
        {
            for (int i = 0; i < times; i++)
                LinearAlgebraControl.Provider.MatrixMultiply(b, problem.N, problem.K, a, problem.K, problem.M, c);
            c.CopyTo(problem.C);
        };
    }
}
