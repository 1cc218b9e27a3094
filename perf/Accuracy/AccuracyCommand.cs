using System.CommandLine;
using System.Globalization;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Perf.Accuracy;

/// <summary>perf -- accuracy: the largest error of each elementary and activation function over every one of the 2^32 floats, against double-precision reference code; of some up to the highest argument that their bounds are for.</summary>
internal static class AccuracyCommand
{
    private const int Block = 1 << 12;
    private const double MinNormal = 1.1754943508222875e-38;

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    private static readonly (string Name, Map Function, Func<double, double> Reference, float Highest)[] s_functions =
    [
        ("exp", ElementwiseKernels.Exp, ReferenceActivations.Exp, float.PositiveInfinity),
        ("expm1", ElementwiseKernels.Expm1, ReferenceActivations.Expm1, float.PositiveInfinity),
        ("log", ElementwiseKernels.Log, ReferenceActivations.Log, float.PositiveInfinity),
        ("log1p", ElementwiseKernels.Log1p, ReferenceActivations.Log1p, float.PositiveInfinity),
        ("erf", ElementwiseKernels.Erf, ReferenceActivations.Erf, float.PositiveInfinity),
        ("bernoulli, x <= 87", ElementwiseKernels.Map<Bernoulli>, ReferenceActivations.Bernoulli, 87),
        ("phi1, x <= 87", ElementwiseKernels.Map<Phi1>, ReferenceActivations.Phi1, 87),
        .. Activation.All.Select<Activation, (string, Map, Func<double, double>, float)>(activation =>
            (activation.ToString(), (x, y) => ActivationKernels.Forward(activation, x, y), ReferenceActivations.Of(activation).Function, float.PositiveInfinity)),
    ];

    public static RootCommand Create()
    {
        var filter = new Option<string>("--filter") { Description = "only functions whose name has this text", DefaultValueFactory = _ => "" };
        var stride = new Option<int>("--stride") { Description = "every so many floats; 1 takes all of them, and minutes for each function", DefaultValueFactory = _ => 1 };
        stride.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--stride must be at least 1.");
        });
        var command = new RootCommand("The largest error of each function over all floats.") { filter, stride };
        command.SetAction(result =>
        {
            Console.WriteLine($"{"function",-24}{"max ULP",9}  {"at x",-16}{"f(x)",-16}{"reference",-20}{"of normal results",9}  at x");
            foreach ((string name, Map function, Func<double, double> reference, float highest) in s_functions.Where(f => f.Name.Contains(result.GetValue(filter)!, StringComparison.Ordinal)))
            {
                Worst worst = Find(function, reference, highest, result.GetValue(stride));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24}{worst.Ulp,9:F3}  {worst.X,-16:G9}{worst.Y,-16:G9}{worst.Reference,-20:G12}{worst.NormalUlp,9:F3}  {worst.NormalX:G9}"));
            }

            return 0;
        });
        return command;
    }

    private static Worst Find(Map function, Func<double, double> reference, float highest, int stride)
    {
        long floats = ((1L << 32) + stride - 1) / stride;
        Worst worst = default;
        var gate = new Lock();
        Parallel.For(0L, (floats + Block - 1) / Block, () => default(Worst), (block, _, mine) =>
        {
            Span<float> x = stackalloc float[Block];
            Span<float> y = stackalloc float[Block];
            for (int i = 0; i < Block; i++)
                x[i] = BitConverter.UInt32BitsToSingle((uint)(((block * Block) + i) * stride));
            function(x, y);
            for (int i = 0; i < Block; i++)
            {
                if (x[i] > highest)
                    continue;
                double expected = reference(x[i]);
                double ulp = Distance(y[i], expected);
                if (ulp > mine.Ulp)
                    mine = mine with { Ulp = ulp, X = x[i], Y = y[i], Reference = expected };
                if (ulp > mine.NormalUlp && Math.Abs(expected) >= MinNormal)
                    mine = mine with { NormalUlp = ulp, NormalX = x[i] };
            }

            return mine;
        }, mine =>
        {
            lock (gate)
            {
                if (mine.Ulp > worst.Ulp)
                    worst = mine with { NormalUlp = worst.NormalUlp, NormalX = worst.NormalX };
                if (mine.NormalUlp > worst.NormalUlp)
                    worst = worst with { NormalUlp = mine.NormalUlp, NormalX = mine.NormalX };
            }
        });
        return worst;
    }

    // In units of the last place of the expected result, a float's; 0 where both are NaN or the same infinity.
    private static double Distance(float actual, double expected)
    {
        if (double.IsNaN(expected))
            return float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        float rounded = (float)expected;
        if (float.IsInfinity(rounded) || !float.IsFinite(actual))
            return rounded == actual ? 0 : float.IsInfinity(actual) && Math.Abs(expected) > 3.4028234e38 ? 0.5 : double.PositiveInfinity;
        double unit = Math.ScaleB(1, Math.Max(Math.ILogB(expected), -126) - 23);
        return Math.Abs(actual - expected) / (expected == 0 ? float.Epsilon : unit);
    }

    // Formulas without a kernel of their own.
    private readonly struct Bernoulli : ElementwiseKernels.IFormula
    {
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Bernoulli(x);
    }

    private readonly struct Phi1 : ElementwiseKernels.IFormula
    {
        public static T Invoke<T>(T x)
            where T : unmanaged, ILane<T> => LaneMath.Phi1(x);
    }

    private readonly record struct Worst(double Ulp, float X, float Y, double Reference, double NormalUlp, float NormalX);
}
