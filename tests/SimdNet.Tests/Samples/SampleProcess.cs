using System.Diagnostics;

namespace SimdNet.Tests.Samples;

/// <summary>A sample in a process of its own</summary>
internal static class SampleProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end</summary>
    public static (int ExitCode, string Output, string Error) Run(string sample, params string[] arguments)
    {
        using Process process = Start(sample, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        WaitForExit(process);
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public static Process Start(string sample, string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Program(sample), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public static void WaitForExit(Process process)
    {
        if (process.WaitForExit(s_patience))
            return;
        process.Kill();
        Assert.Fail("the sample did not end.");
    }

    // bin/Release/net10.0 of the sample, as this is of the tests.
    private static string Program(string sample)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string path = Path.GetFullPath(Path.Combine(output.FullName, "..", "..", "..", "..", "..", "samples", sample, "bin", output.Parent!.Name, output.Name, sample + ".dll"));
        Assert.SkipUnless(File.Exists(path), "the sample is not on this machine");
        return path;
    }
}
