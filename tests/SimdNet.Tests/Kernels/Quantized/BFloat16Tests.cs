using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Quantized;

public class BFloat16Tests
{
    // What can stand in the lower half: nothing, the least, round the tie, all.
    private static readonly uint[] s_lowerHalves = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF];

    [Fact]
    public void Every_float_is_rounded_to_the_nearest_halves_to_even()
    {
        for (uint upper = 0; upper < 1 << 16; upper++)
        {
            foreach (uint lower in s_lowerHalves)
            {
                float value = BitConverter.UInt32BitsToSingle((upper << 16) | lower);
                ushort actual = BFloat16.FromSingle(value);
                if (float.IsNaN(value))
                    Assert.True(float.IsNaN(BFloat16.ToSingle(actual)) && (actual & 0x8000) == (upper & 0x8000), $"{Bits.Text(value)} became 0x{actual:X4}");
                else if (actual != Nearest(value))
                    Assert.Fail($"{Bits.Text(value)} became 0x{actual:X4}, expected 0x{Nearest(value):X4}");
            }
        }
    }

    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(-0f, 0x8000)]
    [InlineData(1f + (1f / 256), 0x3F80)] // a tie: down to even
    [InlineData(1f + (3f / 256), 0x3F82)] // a tie: up to even
    [InlineData(float.Epsilon, 0x0000)]
    [InlineData(float.MaxValue, 0x7F80)] // nearer to 2^128 than to the largest bfloat16
    [InlineData(float.NegativeInfinity, 0xFF80)]
    public void Examples(float value, int expected) => Assert.Equal(expected, BFloat16.FromSingle(value));

    [Fact]
    public void Every_bfloat16_is_a_float_and_comes_back()
    {
        for (int i = 0; i < 1 << 16; i++)
        {
            float value = BFloat16.ToSingle((ushort)i);
            Assert.Equal((uint)i << 16, BitConverter.SingleToUInt32Bits(value));
            if (!float.IsNaN(value) && BFloat16.FromSingle(value) != i)
                Assert.Fail($"0x{i:X4} came back as 0x{BFloat16.FromSingle(value):X4}");
        }
    }

    // Of the two neighbours the one at the smaller distance, in double, where all of them are exact. The bfloat16 behind the largest counts as 2^128.
    private static ushort Nearest(float value)
    {
        uint magnitude = BitConverter.SingleToUInt32Bits(value) & 0x7FFFFFFF, sign = BitConverter.SingleToUInt32Bits(value) >> 31 << 15;
        uint below = magnitude >> 16, above = below + 1;
        if (float.IsInfinity(value))
            return (ushort)(sign | below);
        double down = Math.Abs((double)value) - Value(below), up = Value(above) - Math.Abs((double)value);
        bool isDown = down < up || (down == up && below % 2 == 0);
        return (ushort)(sign | (isDown ? below : above));

        static double Value(uint bits) => bits == 0x7F80 ? Math.Pow(2, 128) : BitConverter.UInt32BitsToSingle(bits << 16);
    }
}
