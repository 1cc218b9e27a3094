using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Mean 0 and standard deviation gain / sqrt(fan): normal, or uniform in +-sqrt(3) times that.</summary>
internal sealed class FanInitializer(double gain, Fan fan, bool isNormal) : Initializer
{
    private protected override void Fill(int rows, int fanIn, double fanOut, Span<float> values, ulong seed, ulong stream)
    {
        double count = fan switch { Fan.In => fanIn, Fan.Out => fanOut, _ => (fanIn + fanOut) / 2 };
        float deviation = (float)(gain / Math.Sqrt(count)), bound = (float)(gain * Math.Sqrt(3 / count));
        if (isNormal)
            Philox.Normal(seed, stream, 0, 0, deviation, values);
        else
            Philox.Uniform(seed, stream, 0, -bound, bound, values);
    }
}
