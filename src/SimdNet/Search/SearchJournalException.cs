namespace SimdNet.Search;

/// <summary>A journal is damaged, or is another search's; the message names the file, the line, what was expected and what came</summary>
public sealed class SearchJournalException : IOException
{
    /// <summary>An exception without a description</summary>
    public SearchJournalException()
    {
    }

    /// <summary>An exception with the given description</summary>
    public SearchJournalException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with the given description and cause</summary>
    public SearchJournalException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
