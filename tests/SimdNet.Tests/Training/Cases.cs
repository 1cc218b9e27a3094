using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>Small networks and data to train them with</summary>
internal static class Cases
{
    /// <summary>3 inputs, 2 outputs, one hidden layer</summary>
    public static Sequential Network(ulong seed = 1)
    {
        var network = new Sequential(new Linear(3, 5), new ActivationLayer(Activation.Tanh), new Linear(5, 2));
        network.Initialize(seed);
        return network;
    }

    /// <summary>Rows of 3 inputs and a class, 0 or 1, that depends on them</summary>
    public static DataSet Labelled(int count, int seed = 1)
    {
        float[] inputs = Numbers.Uniform(seed, count * 3);
        return DataSet.FromLabels(inputs, 3, [.. inputs.Chunk(3).Select(row => row[0] * row[1] > row[2] ? 1 : 0)], 2);
    }

    /// <summary>Rows of 3 inputs and 2 values</summary>
    public static DataSet Valued(int count, int seed = 1) => DataSet.FromValues(Numbers.Uniform(seed, count * 3), 3, Numbers.Uniform(seed + 1, count * 2), 2);

    /// <summary>The samples of a data set that stand at these places</summary>
    public static DataSet Pick(DataSet data, IReadOnlyList<int> rows) =>
        DataSet.FromLabels([.. rows.SelectMany(row => data.Row(row).ToArray())], data.Features, [.. rows.Select(data.Label)], data.Classes);
}
