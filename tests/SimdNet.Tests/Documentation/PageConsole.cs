using System.Text;

namespace SimdNet.Tests.Documentation;

/// <summary>Stands for the console in the snippets of a page: keeps what they print.</summary>
internal static class PageConsole
{
    private static readonly StringBuilder s_text = new();

    public static void WriteLine(object value) => s_text.Append(value).Append('\n');

    /// <summary>What was printed since the last call.</summary>
    public static string Take()
    {
        string text = s_text.ToString();
        s_text.Clear();
        return text;
    }
}
