using System.Globalization;
using System.Text;

namespace SimdNet.Nn;

/// <summary>What a network consists of and costs: a row for each layer, totals, and a table of both for people.</summary>
/// <remarks>Depends on the layers' shapes, not on their weights. <see cref="Sequential.Summary"/> makes it.</remarks>
public sealed class NetworkSummary
{
    private const int Gap = 2;

    private static readonly string[] s_headings = ["layer", "output", "parameters", "buffers", "bytes", "FLOP a row"];

    // Batches whose training memory the table has: a single row, and PyTorch tutorials' usual batch.
    private static readonly int[] s_batches = [1, 64];

    private readonly Sequential _network;

    internal NetworkSummary(Sequential network, int inFeatures)
    {
        (_network, InFeatures) = (network, inFeatures);
        var layers = new List<LayerSummary>();
        bool isFirst = true;
        OutFeatures = AddLayers(layers, network, inFeatures, "", ref isFirst);
        Layers = layers;
    }

    /// <summary>The layers in order; behind a network that is a layer, its own.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>Of a row that flows in.</summary>
    public int InFeatures { get; }

    /// <summary>Of a row that flows out.</summary>
    public int OutFeatures { get; }

    /// <summary>Trainable numbers.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Numbers that are saved with them and not trained.</summary>
    public long Buffers => Layers.Sum(layer => layer.Buffers);

    /// <summary>The memory of the trainable numbers, without gradients.</summary>
    public long TrainableBytes => Parameters * sizeof(float);

    /// <summary>The memory of parameters and buffers, without gradients: about the size of a file of them.</summary>
    public long Bytes => Layers.Sum(layer => layer.Bytes);

    /// <summary>Floating-point operations of a forward pass of one row, counted as at <see cref="Layer.Flops"/>.</summary>
    public long Flops => Layers.Sum(layer => layer.Flops);

    /// <summary>Floating-point operations of a training step for each row of its batch: forward, dW and dX.</summary>
    /// <remarks>
    /// dW of a layer with parameters counts as much as its forward pass, and so does dX of each layer but the first, which nobody asks for it: 3 times the
    /// forward pass for a product, 2 times for the first one. Exact for products but for the bias's gradient; for other layers the usual approximation. The
    /// loss, the optimizer's step and dropout's random numbers are not counted.
    /// </remarks>
    public long TrainingFlops => Layers.Sum(layer => layer.TrainingFlops);

    /// <summary>The memory of the network in training: parameters, their gradients, buffers, and the <see cref="Layer.CacheLength"/> of a batch.</summary>
    /// <param name="batch">rows, at least 1</param>
    /// <remarks>The optimizer's state (for Adam 2 numbers for each parameter), the batch itself, the network's output and its gradient come on top.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">batch is below 1</exception>
    /// <exception cref="OverflowException">the batch needs a cache of more than 2^31 - 1 numbers</exception>
    public long TrainingBytes(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return (((2 * Parameters) + Buffers) * sizeof(float)) + ((long)_network.CacheLength(InFeatures, batch) * sizeof(float));
    }

    /// <summary>The table: a line for each layer, then totals, operations and training memory. Lines end in \n; numbers are written in the same way in every culture.</summary>
    public override string ToString()
    {
        string[][] rows = [s_headings, .. Layers.Select(Cells), ["total", "", Text(Parameters), Text(Buffers), Text(Bytes), Text(Flops)]];
        int[] widths = [.. Enumerable.Range(0, s_headings.Length).Select(column => rows.Max(row => row[column].Length))];
        string rule = new('-', widths.Sum() + (Gap * (widths.Length - 1)));
        var text = new StringBuilder();
        for (int i = 0; i < rows.Length; i++)
        {
            if (i == 1 || i == rows.Length - 1)
                text.Append(rule).Append('\n');
            text.AppendJoin(new string(' ', Gap), rows[i].Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append('\n');
        }

        text.Append(rule).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"input: batch x {InFeatures:N0}; trainable: {TrainableBytes:N0} bytes\n");
        text.Append(CultureInfo.InvariantCulture, $"training step: {TrainingFlops:N0} FLOP a row (forward, dW, dX)\n");
        text.Append(CultureInfo.InvariantCulture, $"training memory (values, gradients, caches): {string.Join("; ", s_batches.Select(BytesOfBatch))}\n");
        return text.ToString();
    }

    // The layers of a network behind one another; returns the features that flow out.
    private static int AddLayers(List<LayerSummary> rows, Sequential network, int features, string prefix, ref bool isFirst)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            Layer layer = network.Layers[i];
            string position = string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}");
            int outFeatures = layer.OutFeatures(features);
            if (layer is Sequential inner)
            {
                rows.Add(new LayerSummary(position, nameof(Sequential), IsNetwork: true, features, outFeatures, 0, 0, 0, 0));
                AddLayers(rows, inner, features, $"{position}.", ref isFirst);
            }
            else
            {
                long flops = layer.Flops(features);
                int passes = 1 + (layer.Parameters.Count > 0 ? 1 : 0) + (isFirst ? 0 : 1);
                rows.Add(new LayerSummary(position, layer.ToString() ?? layer.GetType().Name, IsNetwork: false, features, outFeatures, Count(layer.Parameters), Count(layer.Buffers), flops, checked(passes * flops)));
                isFirst = false;
            }

            features = outFeatures;
        }

        return features;
    }

    private static long Count(IReadOnlyList<Parameter> parameters) => parameters.Sum(parameter => (long)parameter.Length);

    private static string[] Cells(LayerSummary layer)
    {
        string name = $"{new string(' ', 2 * layer.Depth)}{layer.Position}  {layer.Text}", output = $"batch x {Text(layer.OutFeatures)}";
        return layer.IsNetwork ? [name, output, "-", "-", "-", "-"] : [name, output, Text(layer.Parameters), Text(layer.Buffers), Text(layer.Bytes), Text(layer.Flops)];
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private string BytesOfBatch(int batch)
    {
        try
        {
            return string.Create(CultureInfo.InvariantCulture, $"{TrainingBytes(batch):N0} bytes at batch {batch}");
        }
        catch (OverflowException)
        {
            return $"too much at batch {batch}";
        }
    }
}
