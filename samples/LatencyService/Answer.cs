using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LatencyService;

/// <summary>Whole answers, each with its length.</summary>
internal static class Answer
{
    // The relaxed encoder leaves quotes readable; what it does not escape matters inside HTML only.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Problem details, RFC 9457. The type is about:blank, so the title is the status code's own.</summary>
    public static Task WriteProblemAsync(HttpResponse response, int status, string detail) =>
        WriteAsync(response, status, "application/problem+json", Json(json =>
        {
            json.WriteString("type"u8, "about:blank"u8);
            json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status"u8, status);
            json.WriteString("detail"u8, detail);
        }));

    /// <summary>What is served, and that it is.</summary>
    public static Task WriteHealthAsync(HttpResponse response, Model model) =>
        WriteAsync(response, StatusCodes.Status200OK, JsonRows.MediaType, Json(json =>
        {
            json.WriteString("status"u8, "ok"u8);
            json.WriteNumber("inputFeatures"u8, model.Shape.InFeatures);
            json.WriteNumber("outputFeatures"u8, model.Shape.OutFeatures);
            json.WriteNumber("maxBatch"u8, model.Shape.MaxBatch);
            json.WriteNumber("swaps"u8, model.Swaps);
        }));

    public static async Task WriteAsync(HttpResponse response, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> writeProperties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            json.WriteStartObject();
            writeProperties(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
