using System.Text.Json;

namespace SimdNet.IO;

/// <summary>JSON of a hostile file, token by token: what is not as expected is refused with what it is, and where</summary>
/// <remarks>Nothing recurses; texts and numbers are no longer than the bytes that hold them.</remarks>
internal ref struct CheckedJson
{
    private readonly string _file;
    private Utf8JsonReader _json;

    /// <param name="json">UTF-8</param>
    /// <param name="maxDepth">objects and arrays inside each other</param>
    /// <param name="file">what messages call it</param>
    public CheckedJson(ReadOnlySpan<byte> json, int maxDepth, string file)
    {
        _file = file;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
    }

    /// <summary>Goes to the next token</summary>
    public JsonTokenType Next()
    {
        _json.Read();
        return _json.TokenType;
    }

    /// <summary>Goes to the next token, which must be of this kind</summary>
    public void Expect(JsonTokenType expected, string what)
    {
        if (Next() != expected)
            throw Refused($"{what} must be a {KindOf(expected)}, but is a {KindOf(_json.TokenType)}");
    }

    /// <summary>The token, which is no object, must end the array of objects</summary>
    public readonly void EndOfObjects(string what)
    {
        if (_json.TokenType != JsonTokenType.EndArray)
            throw Refused($"{what} must be a JSON object, but is a {KindOf(_json.TokenType)}");
    }

    /// <summary>Refuses everything but white space behind the outermost object</summary>
    public void End() => _json.Read();

    /// <summary>The name or string that the token is</summary>
    public readonly string Text(string what)
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new SafeTensorsException($"{_file}: {what} escapes half a surrogate pair, which is no text", e);
        }
    }

    /// <summary>The next token, a string</summary>
    public string NextText(string what)
    {
        Expect(JsonTokenType.String, what);
        return Text(what);
    }

    /// <summary>The next token, true or false</summary>
    public bool NextBoolean(string what) => Next() switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Refused($"{what} must be true or false, but is a {KindOf(_json.TokenType)}"),
    };

    /// <summary>The next token, a float that is finite</summary>
    public float NextSingle(string what)
    {
        Expect(JsonTokenType.Number, what);
        return _json.TryGetSingle(out float value) && float.IsFinite(value) ? value : throw Refused($"{what} is no finite float");
    }

    /// <summary>The next token, an integer from 0 to most</summary>
    public int NextInteger(string what, int most = int.MaxValue)
    {
        Expect(JsonTokenType.Number, what);
        return (int)Integer(what, most);
    }

    /// <summary>The next tokens, an array of at most so many integers from 0 to most</summary>
    public List<long> NextIntegers(string what, int limit, long most = long.MaxValue)
    {
        Expect(JsonTokenType.StartArray, what);
        var integers = new List<long>();
        while (Next() != JsonTokenType.EndArray)
        {
            integers.Add(Integer($"{what}: element {integers.Count}", most));
            if (integers.Count > limit)
                throw Refused($"{what} holds more than {limit} numbers");
        }

        return integers;
    }

    /// <summary>The next tokens, an array of at most so many strings</summary>
    public List<string> NextTexts(string what, int limit)
    {
        Expect(JsonTokenType.StartArray, what);
        var texts = new List<string>();
        while (Next() != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.String)
                throw Refused($"{what}: element {texts.Count} must be a JSON string, but is a {KindOf(_json.TokenType)}");
            if (texts.Count == limit)
                throw Refused($"{what} holds more than {limit} texts");
            texts.Add(Text(what));
        }

        return texts;
    }

    /// <summary>An exception that names the file</summary>
    public readonly SafeTensorsException Refused(string reason) => new($"{_file}: {reason}");

    // As unsigned, so that -0 is refused like every other negative number.
    private readonly long Integer(string what, long most) =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetUInt64(out ulong value) && value <= (ulong)most
            ? (long)value
            : throw Refused($"{what} is not an integer from 0 to {most}");

    private static string KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "JSON object",
        JsonTokenType.StartArray => "JSON array",
        JsonTokenType.String => "JSON string",
        JsonTokenType.Number => "JSON number",
        _ => $"JSON {token}",
    };
}
