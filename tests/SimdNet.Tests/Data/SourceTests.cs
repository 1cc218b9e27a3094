using System.Text;
using SimdNet.Data;
using SimdNet.Kernels;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Data;

public sealed class SourceTests : IDisposable
{
    private const int Count = 100;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Kinds => new() { { "idx", 1 }, { "idx", 7 }, { "idx", 1000 }, { "csv", 1 }, { "csv", 7 }, { "csv", 1000 } };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public void Each_epoch_has_each_sample_once_with_its_label(string kind, int window)
    {
        using StreamingSource source = Open(kind, window, seed: 3);
        Assert.Equal((kind == "idx" ? Count : null, 2, 10, 0), (source.Count, source.Features, source.Classes, source.Outputs));
        List<float> first = Epoch(source, 1), second = Epoch(source, 2);

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (float)i), first.Order());
        Assert.Equal(window == 1, first.SequenceEqual(second));
        Assert.Equal(window == 1, first.Order().SequenceEqual(first));
        // No sample goes out more than a window early.
        Assert.All(first.Index(), pair => Assert.InRange(pair.Item, 0, pair.Index + window - 1));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_same_seed_gives_the_same_order_for_any_batch(string kind, int window)
    {
        using StreamingSource source = Open(kind, window, seed: 3), other = Open(kind, window, seed: 3), third = Open(kind, window, seed: 4);
        List<float> expected = Epoch(source, 5, batch: 1);
        other.Reset(1);
        Assert.Equal(3, other.Next(3, new float[6], new int[3], [], []));
        Assert.Equal(expected, Epoch(other, 5, batch: 33));
        Assert.Equal(window == 1, expected.SequenceEqual(Epoch(third, 5)));
    }

    [Fact]
    public void The_order_is_the_same_on_every_machine()
    {
        using StreamingSource idx = Open("idx", 7, seed: 3), csv = Open("csv", 7, seed: 3);
        List<float> order = Epoch(idx, 1);
        Assert.Equal(order, Epoch(csv, 1));
        Assert.Equal(ReferenceOrder(window: 7, seed: 3, epoch: 1), order);
        Assert.Equal([3, 7, 4, 0, 2], order.Take(5));
    }

    [Theory, InlineData("idx"), InlineData("csv")]
    public void Batches_allocate_nothing(string kind)
    {
        using StreamingSource source = Open(kind, window: 7, seed: 1);
        float[] inputs = new float[2];
        int[] labels = new int[1];
        source.Reset(1);
        Assert.Equal(0, Allocation.Measure(() => source.Next(1, inputs, labels, [], []), 1));
    }

    [Fact]
    public void A_damaged_row_ends_the_epoch()
    {
        string path = _folder.Write("c.csv", Encoding.UTF8.GetBytes("a,b\n1,1\n2,2\nx,3\n"));
        CsvEncoding encoding = CsvEncoding.Fit(path, [CsvColumn.Number("a"), CsvColumn.Target("b")], rows: row => row < 2);
        using var source = new CsvSource(path, encoding, window: 2);
        source.Reset(1);
        Assert.Contains("line 4, column 1", Assert.Throws<DataFileException>(() => source.Next(1, new float[1], [], new float[1], [])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => source.Next(1, new float[1], [], new float[1], []));
        using var sound = new CsvSource(path, encoding, rows: row => row < 2, window: 1);
        sound.Reset(1);
        var values = new float[3];
        Assert.Equal(2, sound.Next(3, new float[3], [], values, []));
        Assert.Equal([1, 2, 0], values);
    }

    [Fact]
    public void Spans_and_states_are_checked()
    {
        StreamingSource source = Open("idx", 7, seed: 1);
        Assert.Throws<InvalidOperationException>(() => source.Next(1, new float[2], new int[1], [], []));
        Assert.Throws<ArgumentOutOfRangeException>("epoch", () => source.Reset(0));
        source.Reset(1);
        Refused.With("inputs has a length of 3, but a batch of 2 takes 4.", "inputs", () => source.Next(2, new float[3], new int[2], [], []));
        Refused.With("labels has a length of 1, but a batch of 2 takes 2.", "labels", () => source.Next(2, new float[4], new int[1], [], []));
        Refused.With("values has a length of 1, but a batch of 2 takes 0.", "values", () => source.Next(2, new float[4], new int[2], [1], []));
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.Reset(1));
    }

    // A list for the window: number t of the epoch's stream, as a fraction of 2^32, says which of its samples goes out.
    private static List<float> ReferenceOrder(int window, ulong seed, int epoch)
    {
        var random = new uint[Count];
        Philox.Fill(seed, (1UL << 49) + (ulong)epoch, 0, random);
        List<float> held = [.. Enumerable.Range(0, window)], order = [];
        for (int t = 0; held.Count > 0; t++)
        {
            int slot = (int)Math.Floor(random[t] / Math.Pow(2, 32) * held.Count);
            order.Add(held[slot]);
            held[slot] = window + t < Count ? window + t : held[^1];
            if (window + t >= Count)
                held.RemoveAt(held.Count - 1);
        }

        return order;
    }

    private static List<float> Epoch(StreamingSource source, int epoch, int batch = 8)
    {
        float[] inputs = new float[2 * batch];
        int[] labels = new int[batch];
        List<float> order = [];
        source.Reset(epoch);
        for (int count; (count = source.Next(batch, inputs, labels, [], [])) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                order.Add(inputs[2 * i]);
                Assert.Equal(inputs[2 * i] + 1, inputs[(2 * i) + 1]);
                Assert.Equal((int)inputs[2 * i] % 10, labels[i]);
            }
        }

        return order;
    }

    private StreamingSource Open(string kind, int window, ulong seed)
    {
        if (kind == "csv")
        {
            string path = _folder.Write("f.csv", Encoding.UTF8.GetBytes("x,y,c\n" + string.Concat(Enumerable.Range(0, Count).Select(i => $"{i},{i + 1},{i % 10}\n"))));
            return new CsvSource(path, CsvEncoding.Fit(path, [CsvColumn.Number("x"), CsvColumn.Number("y"), CsvColumn.Label("c")]), null, window, seed);
        }

        string images = _folder.Write($"i{window}", IdxBytes.Gzip(IdxBytes.Of(8, [Count, 1, 2], [.. Enumerable.Range(0, Count).SelectMany(i => new[] { (byte)i, (byte)(i + 1) })])));
        string labels = _folder.Write($"l{window}", IdxBytes.Of(8, [Count], [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 10))]));
        return IdxSource.Open(images, labels, classes: 10, divisor: 1, window, seed);
    }
}
