using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace LatencyService;

/// <summary>How rows of floats stand in a body, in requests and answers alike.</summary>
internal abstract class RowFormat(string contentType)
{
    private static readonly RowFormat _json = new JsonRows(), _raw = new RawRows();

    public string ContentType => contentType;

    /// <summary>The format that a request says its body has.</summary>
    /// <exception cref="RequestException">415: it names another, or none</exception>
    public static RowFormat Of(HttpRequest request) =>
        RequestBody.Is(request, _json.ContentType) ? _json
        : RequestBody.Is(request, _raw.ContentType) ? _raw
        : throw RequestBody.UnsupportedMediaType(request, $"{_json.ContentType} or {_raw.ContentType}");

    /// <summary>A bound on the floats in a body of so many bytes.</summary>
    public abstract long MostFloats(long bodyLength);

    /// <summary>rows = the numbers of the body, row by row; they may be infinite or NaN.</summary>
    /// <param name="body">not empty</param>
    /// <param name="shape">how long a row is, and how many there may be</param>
    /// <param name="rows">as long as the most rows, or as <see cref="MostFloats"/> if that is less</param>
    /// <returns>the number of rows, one to the shape's most</returns>
    /// <exception cref="RequestException">the body does not hold such rows; the message has what was expected and what came</exception>
    public abstract int Read(in ReadOnlySequence<byte> body, ModelShape shape, Span<float> rows);

    /// <summary>A bound on the bytes of so many rows.</summary>
    public abstract int MostBytes(int rows, int features, ClassNames? classes);

    /// <summary>body = the rows, all finite, and each one's class if the format has room for it.</summary>
    /// <returns>the bytes written</returns>
    public abstract int Write(ReadOnlySpan<float> rows, int features, ClassNames? classes, Span<byte> body);

    /// <summary>400: more rows than the shape has room for.</summary>
    protected static RequestException TooManyRows(ModelShape shape, long got) => BadRequest($"Expected at most {shape.MaxBatch} rows; got {got}.");

    protected static RequestException BadRequest(string detail) => new(StatusCodes.Status400BadRequest, detail);
}
