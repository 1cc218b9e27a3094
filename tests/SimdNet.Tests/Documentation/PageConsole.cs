using System.Text;

namespace SimdNet.Tests.Documentation;

/// <summary>Stands for the console in the snippets of a page: keeps what they print on the calling thread.</summary>
internal static class PageConsole
{
    [ThreadStatic]
    private static StringBuilder? t_text; // pages are run side by side

    private static StringBuilder Text => t_text ??= new StringBuilder();

    public static void WriteLine(object value) => Text.Append(value).Append('\n');

    /// <summary>What was printed since the last call.</summary>
    public static string Take()
    {
        string text = Text.ToString();
        Text.Clear();
        return text;
    }
}
