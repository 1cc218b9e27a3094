using System.Diagnostics;
using SimdNet.IO;
using SimdNet.Tests.IO;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>A process that is killed between any two writes leaves a whole checkpoint, from which the next one goes on to the same bits</summary>
public class KillTests
{
    private const int Kills = 50;
    private const int LongestLife = 200; // milliseconds from the end of a process's first step

    [Fact]
    public void Killed_at_random_moments_a_run_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        string expected = Fingerprint.Of(KilledProcess.Train(null));
        var random = new Random(1);
        int kills = 0, midRun = 0, ends = 0;
        var positions = new HashSet<string>();
        while (kills < Kills || ends == 0)
        {
            (bool isKilled, string output) = Run(path, kills < Kills ? random.Next(LongestLife) : null);
            if (isKilled)
            {
                kills++;
                if (!File.Exists(path))
                    continue; // killed before the first step
                using SafeTensorsFile file = SafeTensorsFile.Open(path); // throws if anything of it is damaged
                FitState.Read(file.Metadata); // and this
                positions.Add(file.Metadata["position"]);
                midRun++;
                continue;
            }

            Assert.Equal(expected, output);
            ends++;
            File.Delete(path); // the next life is the first of another run
        }

        Assert.True(midRun >= Kills / 2, $"only {midRun} of {Kills} kills came after a checkpoint");
        Assert.True(positions.Count >= Kills / 5, $"only {positions.Count} different moments");
    }

    // A life of the process, cut short after a time from when it starts to train.
    private static (bool IsKilled, string Output) Run(string path, int? milliseconds)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location]) { RedirectStandardOutput = true, Environment = { [KilledProcess.Variable] = path } };
        using Process process = Process.Start(start)!;
        string? first = process.StandardOutput.ReadLine();
        if (first is { Length: > 0 } and not "started")
            return (false, first); // the one before was killed behind its last step
        Assert.Equal("started", first);
        if (milliseconds is int life && !process.WaitForExit(life))
        {
            process.Kill();
            process.WaitForExit();
        }

        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode != 0 || output.Length == 0, output);
    }
}
