using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Rows;

public class EntropyTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(10), InlineData(3000)]
    public void Equal_probabilities_have_the_logarithm_of_their_number(int columns)
    {
        float[] probs = new float[columns], entropy = new float[1];
        probs.AsSpan().Fill(1f / columns);
        RowKernels.Entropy(probs, columns, entropy);

        // The probabilities are rounded once: 1 / n (1 + u) moves -ln p by u, and the sum of them by a factor of 1 + u.
        double expected = Math.Log(columns);
        Assert.InRange(entropy[0] - expected, -Rounding.Gamma(((columns + 63) / 64) + 12) * (expected + 1), Rounding.Gamma(((columns + 63) / 64) + 12) * (expected + 1));
    }

    [Fact]
    public void A_certain_class_has_none()
    {
        float[] entropies = [float.NaN, float.NaN];
        RowKernels.Entropy([0, 1, 0, 1, -0f, 0], 3, entropies);
        SameBits.AssertEqual([0f, 0f], entropies);
    }

    [Fact]
    public void What_is_no_probability_gives_NaN_in_its_row_only()
    {
        var entropies = new float[3];
        RowKernels.Entropy([0.5f, -0.5f, 0.5f, 0.5f, 0.5f, float.NaN], 2, entropies);
        Assert.True(float.IsNaN(entropies[0]) && float.IsNaN(entropies[2]));
        Assert.InRange(entropies[1] - Math.Log(2), -Rounding.Gamma(10), Rounding.Gamma(10));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        float[] six = Gens.Ordinary(6, seed: 1), two = new float[2], memory = Gens.Ordinary(20, seed: 2);
        Refused.With("probs holds 6 floats, which is not a multiple of 4 columns.", "probs", () => RowKernels.Entropy(six, 4, two));
        Refused.With("entropies holds 2 elements, but rows = 3.", "entropies", () => RowKernels.Entropy(six, 2, two));
        Refused.Untouched("entropies overlaps probs (it starts 5 elements from it); they must be disjoint.", "entropies",
            () => RowKernels.Entropy(memory.AsSpan(0, 6), 2, memory.AsSpan(5, 3)), memory);
    }
}
