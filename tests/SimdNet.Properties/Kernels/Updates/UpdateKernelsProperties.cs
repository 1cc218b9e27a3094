using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Updates;

public class UpdateKernelsProperties
{
    private sealed record State(float[] W, float[] G, float[] M, float[] V, float Rate, float Decay, int Step);

    private static Gen<State> States =>
        from length in Gens.Length
        from w in Gens.OrdinaryFloats(length)
        from g in Gens.OrdinaryFloats(length)
        from m in Gens.OrdinaryFloats(length)
        from v in Gens.OrdinaryFloats(length)
        from rate in Gen.Elements(1e-3f, 0.1f, 1f)
        from decay in Gen.Elements(0f, 0.5f, 0.9f, 0.99f)
        from step in Gen.Elements(1, 2, 10, 1000)
        select new State(w, g, m, [.. v.Select(Math.Abs)], rate, decay, step);

    private static Gen<State> AnyStates =>
        from state in States
        from w in Gens.AnyFloats(state.W.Length)
        from g in Gens.AnyFloats(state.W.Length)
        select state with { W = w, G = g };

    [Fact]
    public void Sgd_is_one_fused_multiply_add() => Prop.ForAll(AnyStates, state =>
    {
        float[] w = [.. state.W], g = [.. state.G];
        UpdateKernels.Sgd(w, g, state.Rate);
        Bits.Equal([.. state.W.Zip(state.G, (wi, gi) => MathF.FusedMultiplyAdd(-state.Rate, gi, wi))], w, "weights");
        Bits.Equal(state.G, g, "gradient");
    });

    [Fact]
    public void Sgd_follows_the_reference() => Prop.ForAll(States, state =>
    {
        float[] w = [.. state.W];
        UpdateKernels.Sgd(w, [.. state.G], state.Rate);
        for (int i = 0; i < w.Length; i++)
            Assert.True(Ulp.Distance(w[i], ReferenceUpdates.Sgd(state.W[i], state.G[i], 0, state.Rate, 0).W) <= 0.5 + 1e-6, $"w[{i}] = {w[i]}"); // the reference rounds too
    });

    [Fact]
    public void SgdMomentum_is_two_fused_multiply_adds() => Prop.ForAll(AnyStates, state =>
    {
        float[] w = [.. state.W], g = [.. state.G], v = [.. state.M];
        UpdateKernels.SgdMomentum(w, g, v, state.Rate, state.Decay);
        float[] velocity = [.. state.M.Zip(state.G, (vi, gi) => MathF.FusedMultiplyAdd(state.Decay, vi, gi))];
        Bits.Equal(velocity, v, "velocity");
        Bits.Equal([.. state.W.Zip(velocity, (wi, vi) => MathF.FusedMultiplyAdd(-state.Rate, vi, wi))], w, "weights");
        Bits.Equal(state.G, g, "gradient");
    });

    [Fact]
    public void SgdMomentum_follows_the_reference() => Prop.ForAll(States, state =>
    {
        float[] w = [.. state.W], v = [.. state.M];
        UpdateKernels.SgdMomentum(w, [.. state.G], v, state.Rate, state.Decay);
        for (int i = 0; i < w.Length; i++)
        {
            (double expectedW, double expectedV) = ReferenceUpdates.Sgd(state.W[i], state.G[i], state.M[i], state.Rate, state.Decay);
            double bound = Rounding.Gamma(1) * Math.Abs(expectedV);
            Assert.True(Math.Abs(v[i] - expectedV) <= bound, $"v[{i}] = {v[i]} for {expectedV}");
            Assert.True(Math.Abs(w[i] - expectedW) <= (state.Rate * bound * (1 + 1e-6)) + (Rounding.Gamma(1) * Math.Abs(expectedW)), $"w[{i}] = {w[i]} for {expectedW}");
        }
    });

    [Fact]
    public void Adam_is_the_chain_of_its_formula() => Prop.ForAll(AnyStates, state =>
    {
        float[] w = [.. state.W], g = [.. state.G], m = [.. state.M], v = [.. state.V], expected = [.. w], first = [.. m], second = [.. v];
        AdamCoefficients k = Coefficients(state);
        UpdateKernels.Adam(w, g, m, v, k);
        for (int i = 0; i < w.Length; i++)
        {
            first[i] = MathF.FusedMultiplyAdd(k.Beta1, first[i], (1 - k.Beta1) * state.G[i]);
            second[i] = MathF.FusedMultiplyAdd(k.Beta2, second[i], (1 - k.Beta2) * (state.G[i] * state.G[i]));
            float denominator = MathF.FusedMultiplyAdd(MathF.Sqrt(second[i]), k.InverseSqrtCorrection2, k.Epsilon);
            expected[i] = MathF.FusedMultiplyAdd(-k.StepSize, first[i] / denominator, expected[i]);
        }
        Bits.Equal(first, m, "m");
        Bits.Equal(second, v, "v");
        Bits.Equal(expected, w, "weights");
        Bits.Equal(state.G, g, "gradient");
    });

    [Fact]
    public void Adam_follows_its_paper() => Prop.ForAll(States, state =>
    {
        float[] w = [.. state.W], m = [.. state.M], v = [.. state.V];
        AdamCoefficients k = Coefficients(state);
        UpdateKernels.Adam(w, [.. state.G], m, v, k);
        for (int i = 0; i < w.Length; i++)
        {
            (double expectedW, double expectedM, double expectedV) = ReferenceUpdates.Adam(state.W[i], state.G[i], state.M[i], state.V[i], state.Rate, k.Beta1, k.Beta2, k.Epsilon, state.Step);

            // m: 1 - beta, its product, the sum. v: one more for g^2. Step: sqrt halves v's four; then the correction, the sum, the quotient and the step size.
            double boundM = Rounding.Gamma(3) * (Math.Abs(k.Beta1 * (double)state.M[i]) + Math.Abs((1 - (double)k.Beta1) * state.G[i]));
            Assert.True(Math.Abs(m[i] - expectedM) <= boundM, $"m[{i}] = {m[i]} for {expectedM}");
            Assert.True(Math.Abs(v[i] - expectedV) <= Rounding.Gamma(4) * expectedV, $"v[{i}] = {v[i]} for {expectedV}");
            double correction1 = 1 - Math.Pow(k.Beta1, state.Step), denominator = Math.Sqrt(expectedV / (1 - Math.Pow(k.Beta2, state.Step))) + k.Epsilon;
            double scale = state.Rate / correction1 / denominator;
            double bound = (scale * ((boundM * (1 + 1e-5)) + (Rounding.Gamma(2 + 1 + 1 + 1 + 1 + 1) * Math.Abs(expectedM)))) + (Rounding.Gamma(1) * Math.Abs(expectedW));
            Assert.True(Math.Abs(w[i] - expectedW) <= bound * (1 + 1e-5), $"w[{i}] = {w[i]} for {expectedW}");
        }
    });

    [Fact]
    public void Lion_is_the_chain_of_its_formula() => Prop.ForAll(AnyStates, state =>
    {
        float[] w = [.. state.W], g = [.. state.G], m = [.. state.M], expected = [.. w], momentum = [.. m];
        UpdateKernels.Lion(w, g, m, state.Rate, 0.9f, state.Decay, 0.5f);
        for (int i = 0; i < w.Length; i++)
        {
            float c = MathF.FusedMultiplyAdd(0.9f, momentum[i], (1 - 0.9f) * state.G[i]);
            float sign = c > 0 ? 1 : c < 0 ? -1 : c;
            momentum[i] = MathF.FusedMultiplyAdd(state.Decay, momentum[i], (1 - state.Decay) * state.G[i]);
            expected[i] = MathF.FusedMultiplyAdd(-state.Rate, MathF.FusedMultiplyAdd(0.5f, expected[i], sign), expected[i]);
        }
        Bits.Equal(momentum, m, "m");
        Bits.Equal(expected, w, "weights");
        Bits.Equal(state.G, g, "gradient");
    });

    [Fact]
    public void Adagrad_is_the_chain_of_its_formula() => Prop.ForAll(AnyStates, state =>
    {
        float[] w = [.. state.W], g = [.. state.G], sum = [.. state.V], expected = [.. w], squares = [.. sum];
        UpdateKernels.Adagrad(w, g, sum, state.Rate, 1e-10f, 0.5f);
        for (int i = 0; i < w.Length; i++)
        {
            float gradient = MathF.FusedMultiplyAdd(0.5f, expected[i], state.G[i]);
            squares[i] = MathF.FusedMultiplyAdd(gradient, gradient, squares[i]);
            expected[i] = MathF.FusedMultiplyAdd(-state.Rate, gradient / (MathF.Sqrt(squares[i]) + 1e-10f), expected[i]);
        }
        Bits.Equal(squares, sum, "sum");
        Bits.Equal(expected, w, "weights");
        Bits.Equal(state.G, g, "gradient");
    });

    private static AdamCoefficients Coefficients(State state) =>
        new(state.Rate, state.Decay, 0.999f, 1e-8f, Math.Pow(state.Decay, state.Step), Math.Pow(0.999f, state.Step));
}
