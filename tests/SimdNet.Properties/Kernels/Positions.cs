using FsCheck;
using FsCheck.Fluent;

namespace SimdNet.Properties.Kernels;

/// <summary>An elementwise kernel gives each element the bits of its scalar form, at every position, length and alignment, and in place</summary>
internal static class Positions
{
    private const int MostOffset = 17;

    public delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    public static Gen<float[]> Of(Func<int, Gen<float[]>> floats) =>
        from length in Gens.Length
        from x in floats(length + MostOffset)
        select x;

    public static void Check(float[] x, Map map, Func<float, float> scalar)
    {
        float[] expected = [.. x.Select(scalar)];
        float[] y = new float[x.Length + MostOffset];
        for (int offset = 0; offset <= MostOffset; offset++)
        {
            y.AsSpan().Fill(7);
            map(x.AsSpan(offset), y.AsSpan(MostOffset - offset, x.Length - offset)); // x and y aligned differently
            Bits.Equal(expected.AsSpan(offset), y.AsSpan(MostOffset - offset, x.Length - offset), $"from {offset} on");
            Assert.Equal(MostOffset - offset, y.AsSpan(0, MostOffset - offset).Count(7f));
        }

        float[] inPlace = [.. x];
        map(inPlace, inPlace);
        Bits.Equal(expected, inPlace, "in place");
    }
}
