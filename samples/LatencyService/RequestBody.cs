using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LatencyService;

/// <summary>Checks that need no byte of the body.</summary>
internal static class RequestBody
{
    /// <summary>Whether the request says that its body has this media type, not compressed; text must be UTF-8.</summary>
    public static bool Is(HttpRequest request, string mediaType) =>
        request.Headers.ContentEncoding.Count == 0
        && (mediaType.Equals(request.ContentType, StringComparison.OrdinalIgnoreCase) || IsWithParameters(request.ContentType, mediaType));

    /// <exception cref="RequestException">the request says that its body is longer</exception>
    public static void CheckLength(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
            throw TooLarge(limit, $"{request.ContentLength}");
    }

    /// <summary>415, with what was expected and what came</summary>
    public static RequestException UnsupportedMediaType(HttpRequest request, string expected)
    {
        string encoding = request.Headers.ContentEncoding.Count == 0 ? "" : ", compressed";
        return new RequestException(StatusCodes.Status415UnsupportedMediaType, $"Expected Content-Type {expected}, not compressed; got {Shown(request.ContentType)}{encoding}.");
    }

    /// <summary>413, with the limit</summary>
    public static RequestException TooLarge(long limit, string got) =>
        new(StatusCodes.Status413PayloadTooLarge, $"Expected a body of at most {limit} bytes; got {got}.");

    private static bool IsWithParameters(string? contentType, string mediaType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed)
        && parsed.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        && (parsed.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static string Shown(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed) ? parsed.ToString() : "none";
}
