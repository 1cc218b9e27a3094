using SimdNet.Tests.IO;

namespace SimdNet.Tests.Samples.LatencyService;

/// <summary>What the program says and returns when it cannot start</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("--port takes a whole number from 0 to 65535, not '65536'", "--port", "65536")]
    [InlineData("--max-batch takes a whole number from 1 to 1024, not '0'", "--max-batch", "0")]
    [InlineData("--address takes an IP address, such as 127.0.0.1, not 'localhost'", "--address", "localhost")]
    [InlineData("Unrecognized command or argument 'x'.", "x")]
    public void Wrong_usage_is_one_line_and_2(string message, params string[] arguments) =>
        Assert.Equal((2, "", $"LatencyService: {message}{Environment.NewLine}"), LatencyServiceProcess.Run(arguments));

    [Fact]
    public void A_missing_model_is_one_line_and_1()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("missing.safetensors");
        Assert.Equal((1, "", $"LatencyService: Could not find file '{path}'.{Environment.NewLine}"), LatencyServiceProcess.Run("--model", path));
    }

    [Fact]
    public void A_damaged_model_is_one_line_and_1()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("damaged.safetensors", [1, 2, 3]);
        Assert.Equal((1, "", $"LatencyService: cannot serve '{path}': 3 bytes, but the length of the header alone takes 8{Environment.NewLine}"), LatencyServiceProcess.Run("--model", path));
    }

    [Fact]
    public void A_port_that_is_taken_is_one_line_and_1()
    {
        using var folder = new TemporaryFolder();
        using var network = new ServedNetwork(folder, seed: 1);
        using LatencyServiceProcess service = LatencyServiceProcess.Start(network.Path);
        (int exitCode, string output, string error) = LatencyServiceProcess.Run("--model", network.Path, "--port", $"{service.Port}");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("LatencyService: Failed to bind to address", error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
