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

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
