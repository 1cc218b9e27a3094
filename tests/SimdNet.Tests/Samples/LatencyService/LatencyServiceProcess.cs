using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace SimdNet.Tests.Samples.LatencyService;

/// <summary>samples/LatencyService in a process of its own, at a port of its own, and a client for it</summary>
internal sealed class LatencyServiceProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpClient _client;

    private LatencyServiceProcess(Process process, Uri url)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = url, Timeout = _patience };
    }

    public int Port => _client.BaseAddress!.Port;

    /// <summary>Starts the service at any free port, and waits until it says which; without a folder for temporary files it uses the system's</summary>
    public static LatencyServiceProcess Start(string model, string? temporaryFolder = null, params string[] arguments)
    {
        Process process = StartProcess(["--model", model, "--port", "0", .. arguments], temporaryFolder);
        process.ErrorDataReceived += (_, _) => { }; // reads what it may say, so that it never waits for a reader
        process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(_patience);
        string line = process.StandardOutput.ReadLineAsync(deadline.Token).AsTask().GetAwaiter().GetResult() ?? throw new InvalidOperationException("the service ended at once.");
        return new LatencyServiceProcess(process, new Uri(line[(line.LastIndexOf(' ') + 1)..]));
    }

    /// <summary>Runs the service to its end</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = StartProcess(arguments, temporaryFolder: null);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_patience))
        {
            process.Kill();
            Assert.Fail("the service did not end.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content = null) =>
        _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = content });

    public Task<string> GetAsync(string path) => _client.GetStringAsync(path);

    /// <summary>Sends a stream in chunks, as it comes; without a Content-Type if that is null</summary>
    public Task<HttpResponseMessage> PostAsync(string path, Stream body, string? contentType = "application/octet-stream") => PostAsync(path, new StreamContent(body), contentType);

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? contentType = "application/octet-stream") => PostAsync(path, new ByteArrayContent(body), contentType);

    public Task<HttpResponseMessage> PostJsonAsync(string json) => PostAsync("predict", Encoding.UTF8.GetBytes(json), "application/json");

    /// <summary>Asks again and again, until the answer is yes; not for ever</summary>
    public static async Task WaitUntilAsync(Func<Task<bool>> ask)
    {
        for (long start = Stopwatch.GetTimestamp(); !await ask(); await Task.Delay(10, TestContext.Current.CancellationToken))
            Assert.True(Stopwatch.GetElapsedTime(start) < _patience, "what was waited for does not happen.");
    }

    /// <summary>Sends this, as it is, over a connection that it then closes</summary>
    public async Task SendAndCloseAsync(string text)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The outputs for rows sent as float32</summary>
    public async Task<float[]> PredictAsync(float[] rows)
    {
        using HttpResponseMessage response = await PostAsync("predict", Floats.ToBytes(rows));
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        return Floats.FromBytes(body);
    }

    /// <summary>The outputs for rows sent as JSON</summary>
    public async Task<float[]> PredictJsonAsync(string json)
    {
        using HttpResponseMessage response = await PostJsonAsync(json);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return Floats.FromJson(text, ServedNetwork.Outputs);
    }

    /// <summary>Asserts that rows sent as float32 get the network's own bits</summary>
    public async Task AssertServesAsync(ServedNetwork network, float[] rows, string what = "the answer")
    {
        float[] answer = await PredictAsync(rows);
        Bits.Equal(network.Answer(rows), answer, what);
    }

    /// <summary>The same for rows sent as JSON</summary>
    public async Task AssertServesJsonAsync(ServedNetwork network, float[] rows, string json)
    {
        float[] answer = await PredictJsonAsync(json);
        Bits.Equal(network.Answer(rows), answer, json);
    }

    /// <summary>Asserts that an answer is problem details of this status that tell exactly this, and disposes it</summary>
    public static async Task AssertProblemAsync(int status, string detail, HttpResponseMessage response)
    {
        using HttpResponseMessage _ = response;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        using JsonDocument problem = JsonDocument.Parse(text);
        Assert.Equal(["type", "title", "status", "detail"], problem.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("about:blank", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal(response.ReasonPhrase, problem.RootElement.GetProperty("title").GetString());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(detail, problem.RootElement.GetProperty("detail").GetString());
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string? contentType)
    {
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return SendAsync("POST", path, content);
    }

    private static Process StartProcess(IEnumerable<string> arguments, string? temporaryFolder)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // which would put files into the temporary folder
        if (temporaryFolder is not null)
            start.Environment["TMPDIR"] = start.Environment["TMP"] = start.Environment["TEMP"] = temporaryFolder;
        return Process.Start(start)!;
    }

    // bin/Release/net10.0 of the sample, as this is of the tests.
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string path = Path.GetFullPath(Path.Combine(output.FullName, "..", "..", "..", "..", "..", "samples", "LatencyService", "bin", output.Parent!.Name, output.Name, "LatencyService.dll"));
        Assert.SkipUnless(File.Exists(path), "the sample is not on this machine");
        return path;
    }
}

/// <summary>Bytes whose number nobody knows before the end, so that a client sends them in chunks</summary>
internal sealed class ChunkedStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
