using Spectre.Console;

namespace Samples;

/// <summary>The console that tables and bars are written to.</summary>
internal static class SampleConsole
{
    private const int WidthOfFiles = 120; // columns; Spectre takes a file for 80 wide

    /// <summary>Colours and the live bar are for people: a file or a pipe gets plain text.</summary>
    public static IAnsiConsole Create()
    {
        bool isFile = Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isFile ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = isFile ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isFile)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
