using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace LatencyService;

/// <summary>What the command line asks for; sizes in bytes.</summary>
internal sealed record ServiceOptions(string ModelPath, IPAddress Address, int Port, int MaxBatch, int MaxBody, int MaxModel)
{
    private const int Success = 0, Failure = 1, WrongUsage = 2;

    /// <summary>Parses the command line and runs; every error is one line on stderr.</summary>
    /// <returns>0: stopped by a signal; 1: no model, or no port to listen at; 2: the command line is wrong</returns>
    public static int Invoke(string[] args, Action<ServiceOptions> run)
    {
        Option<string> model = new("--model")
        {
            Description = "The model file to serve",
            HelpName = "file",
            DefaultValueFactory = _ => Path.Combine("digits-output", "digits.safetensors"),
        };
        Option<IPAddress> address = new("--address")
        {
            Description = "The IP address to listen at; nobody is asked who they are, so mind who can reach it",
            HelpName = "ip",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = ParseAddress,
        };
        Option<int> port = Number("--port", 5000, 0, ushort.MaxValue, "The TCP port to listen at; 0: any that is free");
        Option<int> maxBatch = Number("--max-batch", 64, 1, 1024, "Most rows of one request");
        Option<int> maxBody = Number("--max-body", 1 << 20, 1, 1 << 28, "Most bytes of a request's body");
        Option<int> maxModel = Number("--max-model", 1 << 24, 1, 1 << 30, "Most bytes of a model that is sent");
        var command = new RootCommand("Serves a saved network over HTTP: POST /predict, POST /models, GET /health, GET /metrics.")
        {
            model, address, port, maxBatch, maxBody, maxModel,
        };
        command.SetAction(parsed => Run(run, new ServiceOptions(
            parsed.GetValue(model)!, parsed.GetValue(address)!, parsed.GetValue(port),
            parsed.GetValue(maxBatch), parsed.GetValue(maxBody), parsed.GetValue(maxModel))));

        ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return result.Errors.Count > 0 ? Complain(result.Errors[0].Message, WrongUsage) : result.Invoke();
    }

    private static int Run(Action<ServiceOptions> run, ServiceOptions options)
    {
        try
        {
            run(options);
            return Success;
        }
        catch (Exception e)
        {
            return Complain(e.Message, Failure);
        }
    }

    private static int Complain(string message, int exitCode)
    {
        Console.Error.WriteLine("LatencyService: " + message.ReplaceLineEndings(" "));
        return exitCode;
    }

    private static IPAddress ParseAddress(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address))
            return address;
        argument.AddError($"--address takes an IP address, such as 127.0.0.1, not '{text}'");
        return IPAddress.None;
    }

    private static Option<int> Number(string name, int byDefault, int min, int max, string description) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} ({min} to {max})"),
        HelpName = "n",
        DefaultValueFactory = _ => byDefault,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max)
                return value;
            argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {min} to {max}, not '{text}'"));
            return byDefault;
        },
    };
}
