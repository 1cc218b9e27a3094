using SimdNet.Neurons;

namespace SimdNet.Perf.Comparison;

/// <summary>Hodgkin and Huxley's neurons as one writes them in C#: a loop over neurons, MathF, the textbook's rates.</summary>
internal sealed class ScalarHodgkinHuxley
{
    private readonly float[] _v, _m, _h, _n;

    public ScalarHodgkinHuxley(int count)
    {
        double[] start = new double[4];
        HodgkinHuxley.Standard.Settle(HodgkinHuxley.Standard.InitialVoltage, start);
        (_v, _m, _h, _n) = (Of(start[0]), Of(start[1]), Of(start[2]), Of(start[3]));

        float[] Of(double value) => [.. Enumerable.Repeat((float)value, count)];
    }

    public ReadOnlySpan<float> Voltages => _v;

    public void Advance(int steps, float dt, float current)
    {
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < _v.Length; i++)
            {
                (float v, float m, float h, float n) = (_v[i], _m[i], _h[i], _n[i]);
                (float v1, float m1, float h1, float n1) = Slopes(v, m, h, n, current);
                float half = dt / 2;
                (float v2, float m2, float h2, float n2) = Slopes(v + (half * v1), m + (half * m1), h + (half * h1), n + (half * n1), current);
                (float v3, float m3, float h3, float n3) = Slopes(v + (half * v2), m + (half * m2), h + (half * h2), n + (half * n2), current);
                (float v4, float m4, float h4, float n4) = Slopes(v + (dt * v3), m + (dt * m3), h + (dt * h3), n + (dt * n3), current);
                float sixth = dt / 6;
                _v[i] = v + (sixth * (v1 + (2 * (v2 + v3)) + v4));
                _m[i] = m + (sixth * (m1 + (2 * (m2 + m3)) + m4));
                _h[i] = h + (sixth * (h1 + (2 * (h2 + h3)) + h4));
                _n[i] = n + (sixth * (n1 + (2 * (n2 + n3)) + n4));
            }
        }
    }

    private static (float V, float M, float H, float N) Slopes(float v, float m, float h, float n, float current)
    {
        float alphaM = Linoid(0.1f, v + 40), betaM = 4 * MathF.Exp(-(v + 65) / 18);
        float alphaH = 0.07f * MathF.Exp(-(v + 65) / 20), betaH = 1 / (1 + MathF.Exp(-(v + 35) / 10));
        float alphaN = Linoid(0.01f, v + 55), betaN = 0.125f * MathF.Exp(-(v + 65) / 80);
        float sodium = 120 * m * m * m * h * (v - 50), potassium = 36 * n * n * n * n * (v + 77), leak = 0.3f * (v + 54.387f);
        return (current - sodium - potassium - leak, (alphaM * (1 - m)) - (betaM * m), (alphaH * (1 - h)) - (betaH * h), (alphaN * (1 - n)) - (betaN * n));
    }

    private static float Linoid(float scale, float y) => MathF.Abs(y) < 1e-3f ? scale * (10 + (y / 2)) : scale * y / (1 - MathF.Exp(-y / 10));
}
