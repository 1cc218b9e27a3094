using System.Diagnostics;

namespace SimdNet.Tests.Samples.Mnist;

/// <summary>samples/Mnist in a process of its own</summary>
internal static class MnistProcess
{
    /// <summary>Runs it to its end</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) => SampleProcess.Run("Mnist", arguments);

    /// <summary>Runs it until it tells of an epoch, then sends the signal, as <c>kill -signal</c> does</summary>
    public static (int ExitCode, string Error) RunUntilFirstEpoch(string signal, params string[] arguments)
    {
        using Process process = SampleProcess.Start("Mnist", arguments);
        string? line;
        do
            line = process.StandardOutput.ReadLine();
        while (line?.StartsWith("epoch ", StringComparison.Ordinal) == false);
        Assert.True(line is not null, "the sample ended before its first epoch.");
        using (var kill = Process.Start("kill", ["-" + signal, $"{process.Id}"]))
            kill.WaitForExit();
        SampleProcess.WaitForExit(process); // what it still has to say is less than a pipe holds
        return (process.ExitCode, process.StandardError.ReadToEnd());
    }
}
