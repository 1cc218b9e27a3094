using System.Diagnostics;

namespace SimdNet.Tests.Samples.Mnist;

/// <summary>samples/Mnist in a process of its own</summary>
internal static class MnistProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        WaitForExit(process);
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Runs it until it tells of an epoch, then sends the signal, as <c>kill -signal</c> does</summary>
    public static (int ExitCode, string Error) RunUntilFirstEpoch(string signal, params string[] arguments)
    {
        using Process process = Start(arguments);
        string? line;
        do
            line = process.StandardOutput.ReadLine();
        while (line?.StartsWith("epoch ", StringComparison.Ordinal) == false);
        Assert.True(line is not null, "the sample ended before its first epoch.");
        using (var kill = Process.Start("kill", ["-" + signal, $"{process.Id}"]))
            kill.WaitForExit();
        WaitForExit(process); // what it still has to say is less than a pipe holds
        return (process.ExitCode, process.StandardError.ReadToEnd());
    }

    private static void WaitForExit(Process process)
    {
        if (process.WaitForExit(_patience))
            return;
        process.Kill();
        Assert.Fail("the sample did not end.");
    }

    private static Process Start(string[] arguments) =>
        System.Diagnostics.Process.Start(new ProcessStartInfo("dotnet", [Program(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    // bin/Release/net10.0 of the sample, as this is of the tests.
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string path = Path.GetFullPath(Path.Combine(output.FullName, "..", "..", "..", "..", "..", "samples", "Mnist", "bin", output.Parent!.Name, output.Name, "Mnist.dll"));
        Assert.SkipUnless(File.Exists(path), "the sample is not on this machine");
        return path;
    }
}
