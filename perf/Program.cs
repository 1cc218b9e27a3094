using System.Diagnostics;
using BenchmarkDotNet.Running;
using SimdNet.Lanes;
using SimdNet.Perf.Accuracy;
using SimdNet.Perf.Comparison;
using SimdNet.Perf.Limits;
using SimdNet.Perf.Serving;

namespace SimdNet.Perf;

/// <summary>perf -- limits | compare [...] | accuracy [...] | serving [...] | formats [...] | anything else goes to BenchmarkDotNet.</summary>
internal static class Program
{
    /// <summary>When Main began, as Stopwatch counts.</summary>
    public static long Started { get; private set; }

    public static int Main(string[] args)
    {
        Started = Stopwatch.GetTimestamp();
        switch (args.FirstOrDefault())
        {
            case "limits":
                Console.WriteLine(Isa.Description);
                Console.Write(MachineLimits.Describe());
                return 0;

            case "accuracy":
                return AccuracyCommand.Create().Parse(args[1..]).Invoke();

            case "compare":
                return CompareCommand.Create().Parse(args).Invoke();

            case "serving":
                return ServingCommand.Create().Parse(args[1..]).Invoke();

            case "formats":
                return FormatsCommand.Create().Parse(args[1..]).Invoke();

            default:
                BenchmarkSwitcher.FromAssembly(typeof(CompareCommand).Assembly).Run(args);
                return 0;
        }
    }
}
