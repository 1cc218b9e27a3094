namespace SimdNet.Data;

/// <summary>A data file is damaged, or does not hold what it was asked for; the message names the file, what was expected and what came</summary>
public sealed class DataFileException : IOException
{
    // Texts come from the file: a message must not be made megabytes long by one, nor carry control characters into a log.
    private const int LongestQuote = 80;

    /// <summary>An exception without a description</summary>
    public DataFileException()
    {
    }

    /// <summary>An exception with the given description</summary>
    public DataFileException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with the given description and cause</summary>
    public DataFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>text in quotes, at most 80 characters of it, control characters shown as '?'</summary>
    internal static string Quote(ReadOnlySpan<char> text)
    {
        var quoted = new System.Text.StringBuilder("'");
        foreach (char c in text[..int.Min(text.Length, LongestQuote)])
            quoted.Append(char.IsControl(c) ? '?' : c);
        return quoted.Append(text.Length > LongestQuote ? "...'" : "'").ToString();
    }
}
