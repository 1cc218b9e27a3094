namespace SimdNet.Tests.Testing;

public class FingerprintTests
{
    [Fact]
    public void Known_values()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Fingerprint.Of([])); // SHA-256 of nothing
        Assert.Equal("df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119", Fingerprint.Of([0f])); // of four zero bytes
    }

    [Fact]
    public void Every_NaN_is_the_same_one()
    {
        float other = BitConverter.UInt32BitsToSingle(0xFFC12345);
        Assert.Equal(Fingerprint.Of([1, float.NaN]), Fingerprint.Of([1, other]));
        Assert.Equal(Fingerprint.Of([1, BitConverter.UInt32BitsToSingle(0x7FC00000)]), Fingerprint.Of([1, other]));
    }

    [Fact]
    public void Any_other_bit_makes_a_difference()
    {
        Assert.NotEqual(Fingerprint.Of([0f]), Fingerprint.Of([-0f]));
        Assert.NotEqual(Fingerprint.Of([1f]), Fingerprint.Of([MathF.BitIncrement(1f)]));
    }

    [Fact]
    public void Appending_in_pieces_is_the_same_as_at_once()
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => i / 7f)];
        using var pieces = new Fingerprint();
        string first = pieces.Append(values.AsSpan(0, 300)).ToString();
        Assert.Equal(Fingerprint.Of(values.AsSpan(0, 300)), first);
        Assert.Equal(Fingerprint.Of(values), pieces.Append(values.AsSpan(300)).ToString());
    }
}
