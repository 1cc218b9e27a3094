namespace SimdNet.IO;

/// <summary>A safetensors file is damaged, or does not hold what it was asked for; the message names the file, what was expected and what came</summary>
public sealed class SafeTensorsException : IOException
{
    // Names come from the file: a message must not be made megabytes long by one, nor carry control characters into a log.
    private const int LongestQuote = 80, LongestClip = 400;

    /// <summary>An exception without a description</summary>
    public SafeTensorsException()
    {
    }

    /// <summary>An exception with the given description</summary>
    public SafeTensorsException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with the given description and cause</summary>
    public SafeTensorsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>text in quotes, at most 80 characters of it, control characters shown as '?'</summary>
    internal static string Quote(string text) => $"'{Shown(text, LongestQuote)}'";

    /// <summary>At most 400 characters of another message, which may hold names; control characters shown as '?'</summary>
    internal static string Clip(string message) => Shown(message, LongestClip);

    private static string Shown(string text, int longest)
    {
        var shown = new System.Text.StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, longest)))
            shown.Append(char.IsControl(c) ? '?' : c);
        return shown.Append(text.Length > longest ? "..." : "").ToString();
    }
}
