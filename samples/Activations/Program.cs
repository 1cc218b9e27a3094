using System.CommandLine;
using Activations;

const int Success = 0, Failure = 1, WrongUsage = 2;

Option<string> output = new("--out")
{
    Description = "Folder for the pictures; the page is written beside it, under the folder's name with .md",
    HelpName = "folder",
    DefaultValueFactory = _ => Path.Combine("docs", "activations"),
};
var command = new RootCommand("Draws every activation function with its derivative, times it, and writes the page that describes them.") { output };
command.SetAction(parsed => Run(parsed.GetValue(output)!));
ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
return result.Errors.Count > 0 ? Complain(result.Errors[0].Message, WrongUsage) : result.Invoke();

static int Run(string folder)
{
    try
    {
        Gallery.Write(folder);
        return Success;
    }
    catch (UsageException e)
    {
        return Complain(e.Message, WrongUsage);
    }
    catch (Exception e)
    {
        return Complain(e.Message, Failure);
    }
}

static int Complain(string message, int exitCode)
{
    Console.Error.WriteLine("Activations: " + message.ReplaceLineEndings(" "));
    return exitCode;
}
