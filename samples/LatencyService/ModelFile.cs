using System.Globalization;
using System.Numerics.Tensors;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace LatencyService;

/// <summary>A safetensors file to a plan. The file is taken for hostile, as it may come from a request.</summary>
/// <remarks>
/// The metadata's <c>layers</c> names the layers in order, parted by blanks: <c>linear relu linear</c>. Layer i's tensors are <c>i.weight</c> and <c>i.bias</c>, whose shapes say how wide it is.
/// A name is <c>linear</c>, <c>softmax</c>, <c>log_softmax</c>, or an activation as <see cref="Activation.Parse"/> reads it.
/// </remarks>
internal static class ModelFile
{
    private const string LayersKey = "layers";

    // Far more than a small network has, and little enough that a context for the largest batch has a bounded size, whatever the file claims.
    private const int MaxLayers = 256, MaxTotalWidth = 1 << 16, MaxNameLength = 40;

    /// <exception cref="ModelException">the file is damaged, or not a network that can be served; the message does not name the file</exception>
    public static InferencePlan Load(string path, int maxBatch)
    {
        try
        {
            Sequential network = Describe(path);
            SafeTensors.Load(path, network);
            CheckFinite(network);
            return InferencePlan.Compile(network.ToGraph(), new InferenceOptions { MaxBatch = maxBatch });
        }
        catch (SafeTensorsException e)
        {
            throw new ModelException(e.Message.Replace(path + ": ", "", StringComparison.Ordinal));
        }
    }

    // The network that the header describes, its weights still 0.
    private static Sequential Describe(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(LayersKey, out string? text))
            throw new ModelException($"the metadata has no '{LayersKey}', such as 'linear relu linear'");
        string[] names = text.Split(' ', MaxLayers + 1);
        if (names.Length > MaxLayers)
            throw new ModelException($"more than {MaxLayers} layers");

        var layers = new Layer[names.Length];
        int? width = null;
        long totalWidth = 0;
        for (int i = 0; i < names.Length; i++)
        {
            layers[i] = CreateLayer(file, i, names[i], ref width);
            totalWidth += width ?? 0;
            if (totalWidth > MaxTotalWidth)
                throw new ModelException($"the layers' outputs are wider than {MaxTotalWidth} in all");
        }

        return width is null ? throw new ModelException("no layer is linear") : new Sequential(layers);
    }

    private static Layer CreateLayer(SafeTensorsFile file, int position, string name, ref int? width)
    {
        switch (name)
        {
            case "linear":
                (int outFeatures, int inFeatures) = WeightShape(file, string.Create(CultureInfo.InvariantCulture, $"{position}.weight"));
                if (width is int before && before != inFeatures)
                    throw new ModelException($"layer {position} takes {inFeatures} features, but the layer before it gives {before}");
                width = outFeatures;
                return new Linear(inFeatures, outFeatures);
            case "softmax":
                return new Softmax();
            case "log_softmax":
                return new LogSoftmax();
            default:
                return new ActivationLayer(ParseActivation(position, name));
        }
    }

    // Before any memory is taken: F32, so that the header's checks tie the shape to the bytes of the file.
    private static (int OutFeatures, int InFeatures) WeightShape(SafeTensorsFile file, string name)
    {
        if (!file.Tensors.TryGetValue(name, out SafeTensorInfo? tensor))
            throw new ModelException($"no tensor '{name}', which a linear layer needs");
        bool isMatrix = tensor.Dtype == "F32" && tensor.Shape.Length == 2 && tensor.Shape.All(size => size is >= 1 and <= MaxTotalWidth);
        return isMatrix
            ? ((int)tensor.Shape[0], (int)tensor.Shape[1])
            : throw new ModelException($"a linear layer needs an F32 matrix of 1 to {MaxTotalWidth} rows and columns, not tensor {tensor}");
    }

    private static Activation ParseActivation(int position, string name)
    {
        try
        {
            if (name.Length <= MaxNameLength)
                return Activation.Parse(name);
        }
        catch (ArgumentException)
        {
        }

        throw new ModelException($"layer {position} is none of linear, softmax, log_softmax, {string.Join(", ", Activation.All)}");
    }

    private static void CheckFinite(Sequential network)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            bool isFinite = TensorPrimitives.IsFiniteAll<float>(parameter.Value);
            GC.KeepAlive(parameter);
            if (!isFinite)
                throw new ModelException($"tensor '{parameter.Name}' holds NaN or infinity");
        }
    }
}

/// <summary>A file does not hold a network that can be served; the message says why.</summary>
internal sealed class ModelException(string message) : Exception(message);
