using SimdNet.Inference;
using SimdNet.IO;

namespace LatencyService;

/// <summary>A model file to what is served. The file is taken for hostile, as it may come from a request.</summary>
internal static class ServedFile
{
    // Far more than a small network has, and little enough that a context for the largest batch has a bounded size, whatever the file claims.
    private static readonly ModelFileOptions _limits = new() { MaxOperators = 256, MaxTotalWidth = 1 << 16 };

    /// <exception cref="ModelException">the file is damaged, or not a network that can be served; the message does not name the file</exception>
    public static ServedPlan Load(string path, int maxBatch)
    {
        try
        {
            SimdNet.IO.Model model = ModelFile.Load(path, _limits);
            if (model.Graph.Inputs.Count != 1 || model.Graph.Outputs.Count != 1)
                throw new ModelException($"the model has {model.Graph.Inputs.Count} inputs and {model.Graph.Outputs.Count} outputs; expected one of each");
            return new ServedPlan(InferencePlan.Compile(model.Graph, new InferenceOptions { MaxBatch = maxBatch }), model.ClassNames);
        }
        catch (SafeTensorsException e)
        {
            throw new ModelException(e.Message.Replace(path + ": ", "", StringComparison.Ordinal));
        }
    }
}

/// <summary>A plan, and what its outputs are called; no names: they are numbers.</summary>
internal sealed record ServedPlan(InferencePlan Plan, IReadOnlyList<string> ClassNames);

/// <summary>A file does not hold a network that can be served; the message says why.</summary>
internal sealed class ModelException(string message) : Exception(message);
