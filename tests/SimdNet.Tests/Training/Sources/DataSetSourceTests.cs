using SimdNet.Kernels;
using SimdNet.Training;

namespace SimdNet.Tests.Training.Sources;

public class DataSetSourceTests
{
    [Fact]
    public void Samples_come_in_the_trainers_order()
    {
        // The trainer's streams: 2^32 + epoch.
        int[] order = [.. Enumerable.Range(0, 10)];
        Philox.Shuffle(7, (1UL << 32) + 2, order);
        DataSet data = DataSet.FromLabels([.. Enumerable.Range(0, 10)], 1, [.. Enumerable.Range(0, 10)], 10);
        var source = new DataSetSource(data, seed: 7);
        float[] inputs = new float[4];
        int[] labels = new int[4];
        List<int> taken = [], counts = [];

        source.Reset(1);
        source.Next(4, inputs, labels, [], []);
        source.Reset(2);
        for (int count; (count = source.Next(4, inputs, labels, [], [])) > 0; counts.Add(count))
        {
            taken.AddRange(labels[..count]);
            Assert.Equal(labels.Select(label => (float)label), inputs);
        }

        Assert.Equal(order, taken);
        Assert.Equal([4, 4, 2], counts);
    }

    [Fact]
    public void Values_come_as_they_stand_without_allocation()
    {
        var source = new DataSetSource(DataSet.FromValues([1, 2, 3], 1, [1, 2, 3, 4, 5, 6], 2), shuffle: false);
        float[] inputs = new float[2], values = new float[4];
        Assert.Equal((3, 1, 0, 2), (source.Count, source.Features, source.Classes, source.Outputs));
        Assert.Throws<InvalidOperationException>(() => source.Next(2, inputs, [], values, []));
        Assert.Equal(0, Allocation.Measure(() =>
        {
            source.Reset(1);
            source.Next(2, inputs, [], values, []);
        }, 100));
        Assert.Equal([1, 2], inputs);
        Assert.Equal([1, 2, 3, 4], values);
        Refused.With("values has a length of 3, but a batch of 2 takes 4.", "values", () => source.Next(2, inputs, [], new float[3], []));
    }

    [Fact]
    public void Sample_weights_come_with_their_samples()
    {
        var source = new DataSetSource(DataSet.FromValues([1, 2, 3], 1, [1, 2, 3], 1).WithSampleWeights([1, 2, 3]), seed: 4);
        float[] inputs = new float[3], sampleWeights = new float[3];
        Assert.True(source.HasSampleWeights);
        source.Reset(2);
        source.Next(3, inputs, [], new float[3], sampleWeights);
        Assert.Equal(inputs, sampleWeights);
        source.Reset(1);
        Refused.With("sampleWeights has a length of 0, but a batch of 3 takes 3.", "sampleWeights", () => source.Next(3, inputs, [], new float[3], []));
    }
}
