using System.Xml.Linq;
using SimdNet.Tests.Documentation;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Samples;

/// <summary>What samples/Perceptron prints, writes and returns</summary>
public class PerceptronSampleTests
{
    [Fact]
    public void It_prints_what_its_page_shows_and_writes_the_pictures()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("perceptron-output");
        (int exitCode, string text, string error) = SampleProcess.Run("Perceptron", "--out", output);
        Assert.Equal((0, ""), (exitCode, error));
        string shown = Page.Blocks(Page.Read("samples/Perceptron/README.md"), "").Single(block => block.StartsWith('┌'));
        Assert.Equal(shown, text.Replace(output, "perceptron-output", StringComparison.Ordinal).ReplaceLineEndings("\n"));

        string[] pictures = ["and.svg", "errors.svg", "iris-setosa.svg", "iris-virginica.svg", "or.svg", "variants.svg", "xor.svg"];
        Assert.Equal(pictures, Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string picture in pictures)
            Assert.Equal("svg", XDocument.Load(Path.Combine(output, picture)).Root!.Name.LocalName);
    }

    [Fact]
    public void Options_are_heeded()
    {
        using var folder = new TemporaryFolder();
        (int exitCode, string text, _) = SampleProcess.Run("Perceptron", "--out", folder.Path, "--epochs", "7", "--seed", "2", "--learning-rate", "0.25");
        Assert.Equal(0, exitCode);
        Assert.Matches("XOR +│ plain +│ no +│ +7 │", text);
        Assert.Contains("XOR: not converged after 7 epochs", File.ReadAllText(folder.File("xor.svg")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs takes a whole number from 1 to 10000, not '0'", "--epochs", "0")]
    [InlineData("--learning-rate takes a number above 0, at most 1000, not 'NaN'", "--learning-rate", "NaN")]
    [InlineData("--seed takes a whole number from 0 to 18446744073709551615, not '-1'", "--seed", "-1")]
    public void Wrong_usage_is_one_line_and_2(string message, params string[] arguments) =>
        Assert.Equal((2, "", $"Perceptron: {message}{Environment.NewLine}"), SampleProcess.Run("Perceptron", arguments));

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_wrong_usage()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        (int exitCode, string text, string error) = SampleProcess.Run("Perceptron", "--out", folder.File("file"));
        Assert.Equal((2, ""), (exitCode, text));
        Assert.StartsWith("Perceptron: ", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
