using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace SimdNet.Perf.Peers;

/// <summary>A program that answers each request with one line of JSON.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int ErrorLinesKept = 5;
    private static readonly TimeSpan s_exit = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly TimeSpan _patience;
    private readonly Process _process;
    private readonly Queue<string> _errors = [];

    /// <summary>Starts it.</summary>
    /// <param name="name">what messages call it</param>
    /// <param name="start">the program; its standard streams become pipes</param>
    /// <param name="patience">how long an answer may take</param>
    /// <exception cref="PeerException">there is no such program</exception>
    public ChildProcess(string name, ProcessStartInfo start, TimeSpan patience)
    {
        (_name, _patience) = (name, patience);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new PeerException($"{name}: {start.FileName} cannot be started: {exception.Message}.");
        }

        _process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Sends a line of JSON and, behind it, bytes; returns the answer.</summary>
    /// <exception cref="PeerException">the process has ended, is silent, or answers with an error or with what is no JSON object</exception>
    public JsonElement Ask(object request, params ReadOnlySpan<byte[]> payload)
    {
        try
        {
            Stream input = _process.StandardInput.BaseStream;
            input.Write([.. JsonSerializer.SerializeToUtf8Bytes(request), (byte)'\n']);
            foreach (byte[] bytes in payload)
                input.Write(bytes);
            input.Flush();
        }
        catch (IOException)
        {
            throw Ended();
        }

        return Answer();
    }

    /// <summary>The next answer.</summary>
    /// <exception cref="PeerException">as of <see cref="Ask"/></exception>
    public JsonElement Answer()
    {
        Task<string?> reading = _process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(_patience))
            throw new PeerException($"{_name} did not answer within {_patience.TotalSeconds} s.{Errors()}");
        string line = reading.Result ?? throw Ended();
        try
        {
            JsonElement answer = JsonSerializer.Deserialize<JsonElement>(line);
            if (answer.ValueKind != JsonValueKind.Object)
                throw Nonsense(line, "a JSON object");
            return answer.TryGetProperty("error", out JsonElement error) ? throw new PeerException($"{_name}: {error}.{Errors()}") : answer;
        }
        catch (JsonException)
        {
            throw Nonsense(line, "a JSON object");
        }
    }

    /// <summary>A number of an answer.</summary>
    /// <exception cref="PeerException">it is not there, or no number</exception>
    public double Number(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Nonsense(answer.ToString(), $"a number \"{name}\"");

    /// <summary>Any property of an answer, as text.</summary>
    /// <exception cref="PeerException">it is not there</exception>
    public string Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) ? value.ToString() : throw Nonsense(answer.ToString(), $"\"{name}\"");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(s_exit))
            _process.Kill();
        _process.Dispose();
    }

    private PeerException Ended()
    {
        string code = "";
        if (_process.WaitForExit(s_exit))
        {
            code = $" with exit code {_process.ExitCode}";
            _process.WaitForExit(); // this one also waits for the last lines of its errors
        }

        return new PeerException($"{_name} has ended{code}.{Errors()}");
    }

    private PeerException Nonsense(string answer, string expected) => new($"{_name} answered {answer}, expected {expected}.{Errors()}");

    private void KeepError(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > ErrorLinesKept)
                _errors.Dequeue();
        }
    }

    private string Errors()
    {
        lock (_errors)
            return _errors.Count == 0 ? "" : $" Its last words:{Environment.NewLine}{string.Join(Environment.NewLine, _errors)}";
    }
}
