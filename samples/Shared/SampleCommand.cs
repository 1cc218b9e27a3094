using System.CommandLine;

namespace Samples;

/// <summary>How a sample ends: with an exit code and, where something is wrong, one line on stderr.</summary>
internal static class SampleCommand
{
    public const int Success = 0, Failure = 1, WrongUsage = 2;

    /// <summary>Parses the command line and invokes the command, whose action is a call of <see cref="Run"/> or the like.</summary>
    public static int Invoke(string sample, RootCommand command, string[] args)
    {
        ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return result.Errors.Count > 0 ? Complain(sample, result.Errors[0].Message, WrongUsage) : result.Invoke();
    }

    public static int Run(string sample, Action run)
    {
        try
        {
            run();
            return Success;
        }
        catch (UsageException e)
        {
            return Complain(sample, e.Message, WrongUsage);
        }
        catch (Exception e)
        {
            return Complain(sample, e.Message, Failure);
        }
    }

    public static int Complain(string sample, string message, int exitCode)
    {
        Console.Error.WriteLine($"{sample}: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
