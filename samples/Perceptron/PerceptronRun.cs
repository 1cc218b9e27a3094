using System.Globalization;
using Samples;
using SimdNet.Nn;
using Spectre.Console;

namespace PerceptronSample;

/// <summary>Trains on each problem, prints a table and draws the pictures.</summary>
internal static class PerceptronRun
{
    /// <exception cref="UsageException">the output folder cannot be written to</exception>
    public static void Execute(RunOptions options)
    {
        string folder = OutputFolder.Prepare(options.OutputFolder);
        (Problem setosa, Problem virginica) = Problem.Irises(Path.Combine(AppContext.BaseDirectory, "iris.csv"));
        Training[] plain = [.. new[] { Problem.And, Problem.Or, Problem.Xor, setosa, virginica }.Select(problem => new Training(problem, PerceptronVariant.Plain, options))];
        Training[] variants = [plain[^1], .. new[] { PerceptronVariant.Pocket, PerceptronVariant.Averaged }.Select(variant => new Training(virginica, variant, options))];

        SampleConsole.Create().Write(Table([.. plain, .. variants[1..]]));
        foreach (Training training in plain)
            DecisionPicture.OfEpochs(training).Save(Path.Combine(folder, training.Problem.File));
        DecisionPicture.OfVariants(variants).Save(Path.Combine(folder, "variants.svg"));
        ErrorsPicture.Draw(plain).Save(Path.Combine(folder, "errors.svg"));
        Console.WriteLine($"Wrote {string.Join(", ", plain.Select(training => training.Problem.File))}, variants.svg and errors.svg to {folder}");
    }

    private static Table Table(IEnumerable<Training> trainings)
    {
        Table table = new Table().AddColumns("problem", "variant", "converged", "epochs", "corrections", "wrong at the end");
        foreach (int column in new[] { 3, 4, 5 })
            table.Columns[column].RightAligned();
        foreach (Training training in trainings)
        {
            PerceptronResult result = training.Result;
            table.AddRow(training.Problem.Name, $"{training.Variant}".ToLowerInvariant(), result.Converged ? "yes" : "no", Text(result.Epochs), Text(result.Updates),
                $"{Text(result.TrainingErrors)} of {Text(training.Problem.Labels.Length)}");
        }

        return table;
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
