using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using SimdNet.Lanes;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Reports;

/// <summary>What a run was made of, and where it ran; nothing that names a person, a machine or a folder</summary>
internal static class SettingsSection
{
    public static XElement? Settings(string id, FitOptions? options, Optimizer? optimizer, Loss? loss)
    {
        List<string[]> rows = [];
        if (loss is not null) rows.Add(["loss", loss.ToString()!]);
        if (optimizer is not null) rows.Add(["optimizer", optimizer.ToString()!]);
        if (options is not null) rows.AddRange(Rows(options));
        return rows.Count == 0 ? null : Html.Section(id, "Settings", Html.Table("Training", ["setting", "value"], rows, "texts"));
    }

    public static XElement Network(string id, Sequential network)
    {
        IEnumerable<string[]> rows = network.Layers.Select((layer, i) => new[]
        {
            i.ToString(CultureInfo.InvariantCulture), layer.ToString()!, NumberText.Count(layer.Parameters.Sum(parameter => (long)parameter.Length)),
        });
        string buffers = network.Buffers.Count == 0 ? "" : $", and {NumberText.Count(network.Buffers.Sum(buffer => (long)buffer.Length))} numbers that training keeps beside them";
        return Html.Section(id, "Network", Html.Table($"Layers; {NumberText.Count(network.ParameterCount, "parameter")}{buffers}", ["layer", "kind", "parameters"], rows, "layers"));
    }

    public static XElement Environment(string id) => Html.Section(id, "Environment", Html.Table("Where this report was written", ["part", "value"],
    [
        ["SimdNet", Version()],
        ["runtime", RuntimeInformation.FrameworkDescription],
        ["system", RuntimeInformation.OSDescription],
        ["architecture", RuntimeInformation.ProcessArchitecture.ToString()],
        ["instruction set", Isa.Description],
        ["processors", NumberText.Count(System.Environment.ProcessorCount)],
    ], "texts"));

    private static IEnumerable<string[]> Rows(FitOptions options)
    {
        yield return ["epochs", NumberText.Count(options.Epochs)];
        yield return ["batch size", NumberText.Count(options.BatchSize)];
        yield return ["batches a step", NumberText.Count(options.AccumulatedBatches)];
        yield return ["seed", options.Seed.ToString(CultureInfo.InvariantCulture)];
        yield return ["shuffled", options.Shuffle ? "each epoch anew" : "no"];
        yield return ["validation samples", options.Validation is null ? "none" : NumberText.Count(options.Validation.Count)];
        yield return ["schedule", options.Schedule?.ToString() ?? "none"];
        yield return ["gradients clipped by norm", options.ClipNorm is float norm ? NumberText.Of(norm) : "no"];
        yield return ["gradients clipped by value", options.ClipValue is float value ? NumberText.Of(value) : "no"];
        yield return ["averaged weights", options.AveragedWeights is AveragedWeights averaged ? $"decay {averaged.Decay.ToString(CultureInfo.InvariantCulture)}" : "no"];
        yield return ["early stopping", options.EarlyStopping?.ToString() ?? "no"];
        yield return ["numbers that are not finite", options.NonFinite.ToString()];
        yield return ["threads", NumberText.Count(options.Pool?.Threads ?? 1)];
    }

    // Without what a build adds behind a plus.
    private static string Version() =>
        typeof(SettingsSection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
