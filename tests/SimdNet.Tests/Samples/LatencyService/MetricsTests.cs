using System.Globalization;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Samples.LatencyService;

/// <summary>GET /metrics counts what was asked and answered</summary>
public class MetricsTests
{
    [Fact]
    public async Task Requests_bytes_and_durations_are_counted()
    {
        using var folder = new TemporaryFolder();
        using var network = new ServedNetwork(folder, seed: 1);
        using LatencyServiceProcess service = LatencyServiceProcess.Start(network.Path);
        for (int i = 0; i < 3; i++)
            await service.PredictAsync(new float[2 * ServedNetwork.Inputs]);
        (await service.PostAsync("predict", new byte[5])).Dispose();
        (await service.PostAsync("models", network.File)).Dispose();
        (await service.SendAsync("GET", "unknown")).Dispose();

        using HttpResponseMessage response = await service.SendAsync("GET", "metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Dictionary<string, double> metrics = Parse(text);
        Assert.Equal(4, metrics["requests_total{status=\"200\"}"]);
        Assert.Equal(1, metrics["requests_total{status=\"400\"}"]);
        Assert.Equal(1, metrics["requests_total{status=\"404\"}"]);
        Assert.Equal((3 * 2 * ServedNetwork.Inputs * 4) + 5 + network.File.Length, metrics["request_bytes_total"]);
        Assert.True(metrics["response_bytes_total"] > 3 * 2 * ServedNetwork.Outputs * 4);
        Assert.Equal(1, metrics["model_swaps_total"]);
        Assert.Equal(3, metrics["predict_duration_seconds_count"]);
        Assert.True(metrics["predict_duration_seconds_sum"] > 0);
        double[] buckets = [.. metrics.Where(sample => sample.Key.StartsWith("predict_duration_seconds_bucket", StringComparison.Ordinal)).Select(sample => sample.Value)];
        Assert.Equal(buckets.Order(), buckets);
        Assert.Equal(3, metrics["predict_duration_seconds_bucket{le=\"+Inf\"}"]);
        Assert.Equal(3, metrics.Keys.Count(name => name.StartsWith("gc_collections_total{generation=", StringComparison.Ordinal)));

        // The next one has the first scrape's own answer.
        Dictionary<string, double> next = Parse(await service.GetAsync("metrics"));
        Assert.Equal(5, next["requests_total{status=\"200\"}"]);
        Assert.Equal(text.Length, next["response_bytes_total"] - metrics["response_bytes_total"]);
    }

    // The floats, the JSON and the answer of a batch of 64 would take 20 KB; Kestrel has some 200 bytes for each request.
    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("application/json")]
    public async Task A_prediction_allocates_next_to_nothing(string contentType)
    {
        const int Requests = 1000, Limit = 1024;
        using var folder = new TemporaryFolder();
        using var network = new ServedNetwork(folder, seed: 1);
        using LatencyServiceProcess service = LatencyServiceProcess.Start(network.Path);
        float[] rows = Numbers.Uniform(1, 64 * ServedNetwork.Inputs);
        byte[] body = contentType == "application/json" ? System.Text.Encoding.UTF8.GetBytes(Floats.ToJson(rows, ServedNetwork.Inputs)) : Floats.ToBytes(rows);

        await Send(Requests);
        double before = Parse(await service.GetAsync("metrics"))["gc_allocated_bytes_total"];
        await Send(Requests);
        double after = Parse(await service.GetAsync("metrics"))["gc_allocated_bytes_total"];
        Assert.True((after - before) / Requests < Limit, $"{(after - before) / Requests} bytes for each request, expected less than {Limit}");

        async Task Send(int requests)
        {
            for (int i = 0; i < requests; i++)
                (await service.PostAsync("predict", body, contentType)).EnsureSuccessStatusCode().Dispose();
        }
    }

    /// <summary>Samples by name and labels; each has a line of help and of type before it</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        const string Prefix = "latency_service_";
        var samples = new Dictionary<string, double>();
        string name = "";
        Assert.EndsWith("\n", text);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (words[0] == "#")
            {
                Assert.Contains(words[1], (string[])["HELP", "TYPE"]);
                name = words[2];
                continue;
            }

            Assert.StartsWith(name, line);
            Assert.StartsWith(Prefix, line);
            samples.Add(words[0][Prefix.Length..], double.Parse(words[1], CultureInfo.InvariantCulture));
        }

        return samples;
    }
}
