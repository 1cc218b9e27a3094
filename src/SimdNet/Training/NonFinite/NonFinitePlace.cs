using System.Numerics.Tensors;
using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>Where a training step has NaN or infinity first.</summary>
/// <param name="Kind">what has it</param>
/// <param name="Layer">the layer's place in the network and its text, <c>2: Linear(128, 10)</c>; null for inputs and the loss itself</param>
/// <param name="Parameter">the name of the parameter or buffer that has it, or whose gradient has it; null if the layer's output has it</param>
/// <param name="Index">of its first element that is no finite number, row-major</param>
/// <param name="Value">that element</param>
public sealed record NonFinitePlace(NonFiniteKind Kind, string? Layer, string? Parameter, int Index, float Value)
{
    /// <summary>As a message says it.</summary>
    public override string ToString() => Kind switch
    {
        NonFiniteKind.Input => $"element {Index} of the batch's inputs is {Value}",
        NonFiniteKind.Parameter => $"element {Index} of {Parameter}, a parameter of layer {Layer}, is {Value}",
        NonFiniteKind.Output => $"element {Index} of the output of layer {Layer} is {Value}, though its parameters and inputs are finite",
        NonFiniteKind.ParameterGradient => $"element {Index} of the gradient of {Parameter}, a parameter of layer {Layer}, is {Value}",
        NonFiniteKind.OutputGradient => $"element {Index} of the gradient of the output of layer {Layer} is {Value}",
        _ => $"the loss is {Value}, though the network's outputs are finite",
    };

    /// <summary>Looks at inputs, then at each layer's parameters and output, then, from the last layer back, at gradients.</summary>
    internal static NonFinitePlace Find(Sequential network, float loss, ReadOnlySpan<float> inputs, int batch, ReadOnlySpan<float> predictions, Span<float> cache) =>
        In(inputs, NonFiniteKind.Input, null, null)
        ?? Forward(network, "", inputs.Length / batch, batch, predictions, cache)
        ?? (float.IsFinite(loss) ? null : new NonFinitePlace(NonFiniteKind.Loss, null, null, 0, loss))
        ?? Backward(network, "", inputs.Length / batch, batch, cache)
        ?? throw new InvalidOperationException("every number of the step is finite.");

    private static NonFinitePlace? Forward(Sequential network, string path, int inFeatures, int batch, ReadOnlySpan<float> y, Span<float> cache)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            Layer layer = network.Layers[i];
            bool isLast = i == network.Layers.Count - 1;
            Sequential.LayerMemory memory = isLast ? new Sequential.LayerMemory { Cache = cache } : network.Take(i, inFeatures, batch, ref cache);
            ReadOnlySpan<float> output = isLast ? y : memory.Output;
            NonFinitePlace? place = layer is Sequential inner
                ? Forward(inner, $"{path}{i}.", inFeatures, batch, output, memory.Cache)
                : InParameters(layer, path, i) ?? In(output, NonFiniteKind.Output, Name(layer, path, i), null);
            if (place is not null)
                return place;
            inFeatures = layer.OutFeatures(inFeatures);
        }

        return null;
    }

    private static NonFinitePlace? InParameters(Layer layer, string path, int position)
    {
        foreach (Parameter parameter in layer.Parameters.Concat(layer.Buffers))
        {
            if (In(parameter.Value, NonFiniteKind.Parameter, Name(layer, path, position), parameter.Name) is { } place)
                return place;
        }

        return null;
    }

    // The last layer first, as the gradient flows: each layer's own, then what it hands on.
    private static NonFinitePlace? Backward(Sequential network, string path, int inFeatures, int batch, Span<float> cache, int i = 0)
    {
        Layer layer = network.Layers[i];
        bool isLast = i == network.Layers.Count - 1;
        Sequential.LayerMemory memory = isLast ? new Sequential.LayerMemory { Cache = cache } : network.Take(i, inFeatures, batch, ref cache);
        if (!isLast && Backward(network, path, layer.OutFeatures(inFeatures), batch, cache, i + 1) is { } behind)
            return behind;
        if (In(memory.OutputGradient, NonFiniteKind.OutputGradient, Name(layer, path, i), null) is { } place)
            return place;
        if (layer is Sequential inner)
            return Backward(inner, $"{path}{i}.", inFeatures, batch, memory.Cache);
        foreach (Parameter parameter in layer.Parameters)
        {
            if (In(parameter.Gradient, NonFiniteKind.ParameterGradient, Name(layer, path, i), parameter.Name) is { } own)
                return own;
        }

        return null;
    }

    private static NonFinitePlace? In(ReadOnlySpan<float> values, NonFiniteKind kind, string? layer, string? parameter)
    {
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values))
            return null;
        int index = 0;
        while (float.IsFinite(values[index]))
            index++;
        return new NonFinitePlace(kind, layer, parameter, index, values[index]);
    }

    private static string Name(Layer layer, string path, int position) => $"{path}{position}: {layer}";
}

/// <summary>What of a training step can have NaN or infinity.</summary>
public enum NonFiniteKind
{
    /// <summary>The batch's inputs.</summary>
    Input,

    /// <summary>A parameter, or a buffer, before the step.</summary>
    Parameter,

    /// <summary>A layer's output, though what it was made of is finite.</summary>
    Output,

    /// <summary>The loss, though the network's outputs are finite.</summary>
    Loss,

    /// <summary>The gradient of a layer's output, though that of the layers behind it is finite.</summary>
    OutputGradient,

    /// <summary>A parameter's gradient.</summary>
    ParameterGradient,
}
