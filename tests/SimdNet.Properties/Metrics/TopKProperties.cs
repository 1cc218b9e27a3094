using FsCheck.Fluent;
using SimdNet.Metrics;

namespace SimdNet.Properties.Metrics;

/// <summary>The rank of a label against sorting the classes</summary>
public class TopKProperties
{
    [Fact]
    public void A_label_is_found_among_the_first_k_of_the_sorted_classes() => Prop.ForAll(
        from rows in Gens.Length from classes in Gen.Choose(2, 7) from seed in Gen.Choose(0, int.MaxValue) select (rows: Math.Max(1, rows), classes, seed), c =>
        {
            var random = new Random(c.seed);
            int[] labels = [.. Enumerable.Range(0, c.rows).Select(_ => random.Next(c.classes))];
            float[] scores = [.. Enumerable.Range(0, c.rows * c.classes).Select(_ => random.Next(4) / 4f)];
            double previous = 0;
            for (int k = 1; k <= c.classes; k++)
            {
                double found = labels.Where((label, i) => Enumerable.Range(0, c.classes)
                    .OrderByDescending(j => scores[(i * c.classes) + j]).ThenByDescending(j => j).Take(k).Contains(label)).Count();
                double accuracy = TopK.Accuracy(labels, scores, c.classes, k);
                Assert.Equal(found / c.rows, accuracy);
                Assert.InRange(accuracy, previous, 1);
                previous = accuracy;
            }

            Assert.Equal(1, previous);
        });
}
