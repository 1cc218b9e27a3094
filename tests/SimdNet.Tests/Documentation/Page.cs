using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SimdNet.Tests.Documentation;

/// <summary>A page in Markdown, and source files whose regions, <c>// snippet</c> to <c>// end</c>, are its snippets.</summary>
internal static class Page
{
    private static readonly string s_folder = Path.GetDirectoryName(ThisFile())!;

    /// <summary>A file of the repository; skips the test where there are no sources.</summary>
    public static string Read(string path)
    {
        Assert.SkipUnless(Directory.Exists(s_folder), "the sources are not on this machine");
        return File.ReadAllText(Path.Combine(s_folder, "..", "..", "..", path)).ReplaceLineEndings("\n");
    }

    /// <summary>The page's blocks of a language, each with its line ends.</summary>
    public static string[] Blocks(string page, string language) =>
        [.. Regex.Matches(page, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

    /// <summary>The regions of a source file of this folder, without their indentation.</summary>
    public static string[] Snippets(string source)
    {
        List<string> snippets = [];
        string? snippet = null;
        int indent = 0;
        foreach (string line in Read(Path.Combine("tests", "SimdNet.Tests", "Documentation", source)).Split('\n'))
        {
            switch (line.Trim())
            {
                case "// snippet":
                    Assert.Null(snippet);
                    (snippet, indent) = ("", line.IndexOf('/', StringComparison.Ordinal));
                    break;
                case "// end":
                    snippets.Add(snippet ?? throw new InvalidOperationException($"{source}: an end without a beginning"));
                    snippet = null;
                    break;
                default:
                    if (snippet is not null)
                        snippet += (line.Length == 0 ? "" : line[indent..]) + "\n";
                    break;
            }
        }

        Assert.Null(snippet);
        return [.. snippets];
    }

    /// <summary>A file that the build copies beside the tests.</summary>
    public static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    /// <summary>Asserts that the page shows every region of the source file, and no other code.</summary>
    public static void ShowsSnippetsOf(string page, string source)
    {
        string[] snippets = Snippets(source), blocks = Blocks(page, "csharp");
        Assert.All(blocks, block => Assert.Contains(block, snippets));
        Assert.All(snippets, snippet => Assert.Contains(snippet, blocks));
        Assert.Equal(snippets.Length, blocks.Length);
    }

    /// <summary>Runs the snippets in the invariant culture and asserts that they print what the page shows.</summary>
    public static void ShowsWhatIsPrinted(string page, Action run)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            run();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        // Trailing blanks and empty lines are not for pages.
        Assert.Equal(Lines(string.Concat(Blocks(page, "text"))), Lines(PageConsole.Take()));
    }

    /// <summary>Asserts that figures in the text, but for the exceptions, stand in a snippet or its output.</summary>
    public static void FiguresAreShown(string page, params string[] exceptions)
    {
        string[] blocks = [.. Blocks(page, "csharp"), .. Blocks(page, "text")];
        string text = blocks.Concat(exceptions).Aggregate(page, (rest, block) => rest.Replace(block, "", StringComparison.Ordinal));
        string[] figures = FiguresOf(text), printed = FiguresOf(string.Concat(blocks));
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Contains(figure, printed));
    }

    private static string[] FiguresOf(string text) => [.. Regex.Matches(text, @"\d*\.\d+").Select(match => match.Value)];

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
