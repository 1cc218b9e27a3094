using SimdNet.Tests.IO;

namespace SimdNet.Tests.Samples;

/// <summary>What samples/Neurons returns where it cannot draw; its pictures are compared with those of docs/neurons where the samples are run</summary>
public class NeuronsSampleTests
{
    [Fact]
    public void Wrong_usage_is_one_line_and_2() =>
        Assert.Equal((2, "", $"Neurons: Unrecognized command or argument '--speed'.{Environment.NewLine}"), SampleProcess.Run("Neurons", "--speed"));

    [Fact]
    public void A_folder_that_is_a_file_is_one_line_and_1()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        (int exitCode, string text, string error) = SampleProcess.Run("Neurons", "--out", folder.File("file"));
        Assert.Equal((1, ""), (exitCode, text));
        Assert.StartsWith("Neurons: ", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
