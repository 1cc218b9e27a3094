using BenchmarkDotNet.Running;
using SimdNet.Lanes;
using SimdNet.Perf.Accuracy;
using SimdNet.Perf.Comparison;
using SimdNet.Perf.Limits;

// perf -- limits | compare [...] | accuracy [...] | anything else goes to BenchmarkDotNet.
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

    default:
        BenchmarkSwitcher.FromAssembly(typeof(CompareCommand).Assembly).Run(args);
        return 0;
}
