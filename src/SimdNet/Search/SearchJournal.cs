using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SimdNet.Search;

/// <summary>A file of JSON lines: what the search is, then each score. It is only ever appended to, but for a last line that has no end.</summary>
/// <remarks>
/// Each line ends in its check: the first 8 bytes of the SHA-256 of the check before it and of what stands before its own, so that a line that was changed, removed or moved is found.
/// </remarks>
internal sealed class SearchJournal : IDisposable
{
    private const int Format = 1;
    private const int CheckDigits = 16;

    // A line ends in CheckStart, the digits, CheckEnd, and a line feed.
    private static readonly byte[] CheckStart = ",\"check\":\""u8.ToArray();
    private static readonly byte[] CheckEnd = "\"}"u8.ToArray();
    private static readonly int CheckLength = CheckStart.Length + CheckDigits + CheckEnd.Length;

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly Dictionary<(int Trial, int Budget), TrialOutcome> _outcomes = [];
    private readonly ArrayBufferWriter<byte> _line = new();
    private byte[] _check = [];
    private bool _isWhole = true;

    private SearchJournal(FileStream stream, string path) => (_stream, _path) = (stream, path);

    /// <summary>Begins a journal, or reads one of the same search and drops a last line that has no end.</summary>
    /// <exception cref="SearchJournalException">it is damaged or another search's; the file is left as it was</exception>
    public static SearchJournal Open(string path, HyperparameterSearch search, IReadOnlyList<int> budgets, bool continues, SearchOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, nameof(options));
        // No buffer: a line is one write. Sharing with readers would let a second writer in on Unix, where .NET's locks do not tell them apart.
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var journal = new SearchJournal(stream, path);
        try
        {
            journal.Begin(search, budgets, continues, options);
            return journal;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public bool TryGet(int trial, int budget, out TrialOutcome outcome) => _outcomes.TryGetValue((trial, budget), out outcome);

    public void Append(Trial trial, int budget, TrialOutcome outcome) => WriteLine(json =>
    {
        json.WriteNumber("trial", trial.Number);
        json.WriteNumber("budget", budget);
        json.WritePropertyName("values");
        WriteValues(json, trial);
        if (outcome.Failure is not null)
            json.WriteString("failure", outcome.Failure);
        else if (double.IsFinite(outcome.Score))
            json.WriteNumber("score", outcome.Score);
        else
            json.WriteString("score", outcome.Score.ToString(CultureInfo.InvariantCulture)); // JSON has no infinities
    });

    public void FlushToDisk() => _stream.Flush(flushToDisk: true);

    public void Dispose() => _stream.Dispose();

    private static void WriteSearch(Utf8JsonWriter json, HyperparameterSearch search, IReadOnlyList<int> budgets, bool continues, SearchOptions options)
    {
        json.WriteString("search", search.Kind);
        json.WriteNumber("format", Format);
        json.WriteString("description", options.Description);
        json.WriteNumber("seed", search.Seed);
        json.WriteBoolean("continues", continues);
        json.WriteStartArray("budgets");
        foreach (int budget in budgets)
            json.WriteNumberValue(budget);
        json.WriteEndArray();
        json.WriteStartObject("space");
        foreach (SearchRange range in search.Ranges)
        {
            json.WriteStartObject(range.Name);
            range.WriteRange(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, Trial trial)
    {
        json.WriteStartObject();
        for (int i = 0; i < trial.Ranges.Count; i++)
        {
            json.WritePropertyName(trial.Ranges[i].Name);
            trial.Ranges[i].WriteValue(json, trial.Values[i]);
        }

        json.WriteEndObject();
    }

    private void Begin(HyperparameterSearch search, IReadOnlyList<int> budgets, bool continues, SearchOptions options)
    {
        byte[] file = new byte[_stream.Length];
        _stream.ReadExactly(file);
        ReadOnlySpan<byte> header = BuildLine(json => WriteSearch(json, search, budgets, continues, options), out byte[] check);
        int end = file.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end == 0 && !header.StartsWith(file))
            throw Refused(1, "it is not a search's journal");
        for (int start = 0, line = 1; start < end; line++)
        {
            int length = file.AsSpan(start).IndexOf((byte)'\n');
            Read(file.AsMemory(start, length), line, header, search, options.RetryFailed);
            start += length + 1;
        }

        if (end < file.Length)
            _stream.SetLength(end);
        _stream.Position = end;
        if (end == 0)
            Write(header, check);
    }

    private void Read(ReadOnlyMemory<byte> line, int number, ReadOnlySpan<byte> header, HyperparameterSearch search, bool retryFailed)
    {
        ReadOnlySpan<byte> bytes = line.Span;
        if (bytes.Length < CheckLength || !bytes[^CheckLength..].StartsWith(CheckStart) || !bytes.EndsWith(CheckEnd))
            throw Refused(number, number == 1 ? "it is not a search's journal" : "it does not end in a check");
        byte[] check = Check(bytes[..^CheckLength]);
        string expected = Encoding.ASCII.GetString(check), actual = Encoding.Latin1.GetString(bytes.Slice(bytes.Length - CheckEnd.Length - CheckDigits, CheckDigits));
        if (actual != expected)
            throw Refused(number, $"its check is {Data.DataFileException.Quote(actual)}, but its content and the lines before it give '{expected}': one of them was changed, removed or moved");
        _check = check;
        if (number > 1)
            ReadOutcome(line, number, search, retryFailed);
        else if (!bytes.SequenceEqual(header[..^1]))
            throw Refused(1, $"it is another search's: {Difference(line, header[..^1].ToArray())}");
    }

    // The line's check was right, so this program or one like it wrote it.
    private void ReadOutcome(ReadOnlyMemory<byte> line, int number, HyperparameterSearch search, bool retryFailed)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            int trial = root.GetProperty("trial").GetInt32();
            if ((uint)trial < (uint)search.Trials.Count)
                CheckValues(root.GetProperty("values").GetRawText(), search.Trials[trial], number);
            bool hasFailed = root.TryGetProperty("failure", out JsonElement failure);
            if (hasFailed && retryFailed)
                return;
            _outcomes[(trial, root.GetProperty("budget").GetInt32())] = hasFailed
                ? new TrialOutcome(double.NaN, failure.GetString(), null)
                : new TrialOutcome(Score(root.GetProperty("score")), null, null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new SearchJournalException($"{_path}, line {number}: it is not a trial's score: {exception.Message}", exception);
        }
    }

    private static double Score(JsonElement score) => score.ValueKind == JsonValueKind.String ? double.Parse(score.GetString()!, CultureInfo.InvariantCulture) : score.GetDouble();

    private void CheckValues(string values, Trial trial, int number)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            WriteValues(json, trial);
        string drawn = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (values != drawn)
            throw Refused(number, $"trial {trial.Number} has {values}, but the search draws {drawn}");
    }

    // The first property, or the first parameter of the space, in which two descriptions differ.
    private static string Difference(ReadOnlyMemory<byte> journal, ReadOnlyMemory<byte> search)
    {
        using JsonDocument there = JsonDocument.Parse(journal), here = JsonDocument.Parse(search);
        return Difference("", there.RootElement, here.RootElement) ?? "its parameters are in another order";
    }

    private static string? Difference(string path, JsonElement there, JsonElement here)
    {
        foreach (string name in there.EnumerateObject().Concat(here.EnumerateObject()).Select(property => property.Name).Distinct())
        {
            bool isThere = there.TryGetProperty(name, out JsonElement x), isHere = here.TryGetProperty(name, out JsonElement y);
            string textThere = isThere ? x.GetRawText() : "not there", textHere = isHere ? y.GetRawText() : "not there";
            if (textThere == textHere)
                continue;
            return name == "space" && isThere && isHere ? Difference("space: ", x, y) : $"{path}{name} is {textThere} in the journal, but {textHere} here";
        }

        return null;
    }

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        if (!_isWhole)
            throw new IOException($"{_path}: an earlier line could not be written whole; nothing may stand behind it.");
        ReadOnlySpan<byte> line = BuildLine(write, out byte[] check);
        Write(line, check);
    }

    private void Write(ReadOnlySpan<byte> line, byte[] check)
    {
        _isWhole = false;
        _stream.Write(line);
        _isWhole = true;
        _check = check;
    }

    // {what write writes,"check":"..."} and a line feed.
    private ReadOnlySpan<byte> BuildLine(Action<Utf8JsonWriter> write, out byte[] check)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            write(json);
            json.Flush();
            check = Check(_line.WrittenSpan);
            json.WriteString("check"u8, check);
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        return _line.WrittenSpan;
    }

    private byte[] Check(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData([.. _check, .. content]).AsSpan(0, CheckDigits / 2)));

    private SearchJournalException Refused(int line, string why) => new($"{_path}, line {line}: {why}");
}
