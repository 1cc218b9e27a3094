using System.CommandLine;
using Neurons;

const int Failure = 1, WrongUsage = 2;

Option<string> output = new("--out")
{
    Description = "Folder for the pictures",
    HelpName = "folder",
    DefaultValueFactory = _ => Path.Combine("docs", "neurons"),
};
var command = new RootCommand("Draws voltage traces, f-I curves and phase planes of biological neurons.") { output };
command.SetAction(parsed => Run(parsed.GetValue(output)!));
ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
return result.Errors.Count > 0 ? Complain(result.Errors[0].Message, WrongUsage) : result.Invoke();

static int Run(string folder)
{
    try
    {
        Directory.CreateDirectory(folder);
        TracesPicture.Save(Path.Combine(folder, "traces.svg"));
        FrequencyPicture.Save(Path.Combine(folder, "frequency.svg"));
        PhasePlanePicture.Save(Path.Combine(folder, "phase-planes.svg"));
        Console.WriteLine($"traces.svg, frequency.svg and phase-planes.svg are in {folder}.");
        return 0;
    }
    catch (Exception e)
    {
        return Complain(e.Message, Failure);
    }
}

static int Complain(string message, int exitCode)
{
    Console.Error.WriteLine("Neurons: " + message.ReplaceLineEndings(" "));
    return exitCode;
}
