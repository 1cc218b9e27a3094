using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LatencyService;

/// <summary><c>{"inputs": [[...], ...]}</c> in requests, <c>{"outputs":[[...],...],"classes":["...",...]}</c> in answers, classes if they have names, with as many digits as give the same float back.</summary>
internal sealed class JsonRows() : RowFormat(MediaType)
{
    public const string MediaType = "application/json";

    // The object, the array of rows, a row.
    private const int MaxDepth = 3;

    // -1.17549435E-38 and a comma.
    private const int LongestNumber = 16;

    // A number takes a digit and what separates it from the next.
    public override long MostFloats(long bodyLength) => (bodyLength / 2) + 1;

    public override int Read(in ReadOnlySequence<byte> body, ModelShape shape, Span<float> rows)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            return Read(ref json, shape, rows);
        }
        catch (JsonException e)
        {
            throw BadRequest($"Expected JSON of at most {MaxDepth} levels; the body is not, from line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on.");
        }
    }

    public override int MostBytes(int rows, int features, ClassNames? classes) => checked(32 + (rows * ((features * LongestNumber) + 3 + (classes?.Longest ?? 0) + 1)));

    public override int Write(ReadOnlySpan<float> rows, int features, ClassNames? classes, Span<byte> body)
    {
        int length = Append(body, 0, "{\"outputs\":["u8);
        for (int i = 0; i < rows.Length; i++)
        {
            int column = i % features;
            length = Append(body, length, column > 0 ? ","u8 : i > 0 ? "],["u8 : "["u8);
            if (!rows[i].TryFormat(body[length..], out int written, default, CultureInfo.InvariantCulture))
                throw new InvalidOperationException("a number is longer than any should be");
            length += written;
        }

        if (classes is null)
            return Append(body, length, "]]}"u8);
        length = Append(body, length, "]],\"classes\":["u8);
        for (int i = 0; i < rows.Length; i += features)
        {
            if (i > 0)
                length = Append(body, length, ","u8);
            length = Append(body, length, classes.Of(rows.Slice(i, features)));
        }

        return Append(body, length, "]}"u8);
    }

    private static int Append(Span<byte> body, int position, ReadOnlySpan<byte> text)
    {
        text.CopyTo(body[position..]);
        return position + text.Length;
    }

    private static int Read(ref Utf8JsonReader json, ModelShape shape, Span<float> rows)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            throw BadRequest($"Expected an object with one property, inputs; the body is {Kind(json.TokenType)}.");
        json.Read();
        if (json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals("inputs"u8))
            throw BadRequest("Expected an object with one property, inputs; got none or another.");
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
            throw BadRequest($"Expected inputs to be an array of rows; it is {Kind(json.TokenType)}.");

        int count = 0;
        for (json.Read(); json.TokenType == JsonTokenType.StartArray; json.Read())
        {
            ReadRow(ref json, shape.InFeatures, count, count < shape.MaxBatch ? rows[(count * shape.InFeatures)..] : []);
            count++;
        }

        if (json.TokenType != JsonTokenType.EndArray)
            throw BadRequest($"Expected inputs[{count}] to be an array of {shape.InFeatures} numbers; it is {Kind(json.TokenType)}.");
        if (count == 0)
            throw BadRequest("Expected inputs to hold at least one row; got 0.");
        if (count > shape.MaxBatch)
            throw TooManyRows(shape, count);
        json.Read();
        if (json.TokenType != JsonTokenType.EndObject)
            throw BadRequest("Expected an object with one property, inputs; got more.");
        json.Read(); // refuses everything but white space behind the object
        return count;
    }

    // Counts all numbers, stores those that there is room for.
    private static void ReadRow(ref Utf8JsonReader json, int features, int row, Span<float> values)
    {
        int count = 0;
        for (json.Read(); json.TokenType == JsonTokenType.Number; json.Read())
        {
            if (count < Math.Min(features, values.Length) && !json.TryGetSingle(out values[count]))
                throw BadRequest($"Expected inputs[{row}][{count}] to be a 32-bit float.");
            count++;
        }

        if (json.TokenType != JsonTokenType.EndArray)
            throw BadRequest($"Expected inputs[{row}][{count}] to be a number; it is {Kind(json.TokenType)}.");
        if (count != features)
            throw BadRequest($"Expected inputs[{row}] to hold {features} numbers; got {count}.");
    }

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
