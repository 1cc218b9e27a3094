using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Activations;

public class ActivationProperties
{
    public static TheoryData<string> Names => ActivationTable.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_function_is_good_to_its_stated_error_over_all_floats(string name)
    {
        ActivationRow row = ActivationRow.Of(name);
        float[] x = [.. FloatSweep.Everything, .. FloatSweep.Between(1e-3f, 110)], y = new float[x.Length];
        ActivationKernels.Forward(row.Activation, x, y);
        FloatSweep.AssertUlp(name, row.MaxUlpAt, x, y, ReferenceActivations.Of(row.Activation).Function);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_function_of_an_element_depends_on_nothing_else(string name)
    {
        ActivationRow row = ActivationRow.Of(name);
        Prop.ForAll(Positions.Of(Gens.AnyFloats), x => Positions.Check(x, (from, to) => ActivationKernels.Forward(row.Activation, from, to), row.Scalar().Forward));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_of_an_element_depends_on_nothing_else(string name)
    {
        ActivationRow row = ActivationRow.Of(name);
        IScalarActivation scalar = row.Scalar();
        Prop.ForAll(Positions.Of(Gens.AnyFloats), dy =>
        {
            float[] x = Gens.Any(dy.Length, seed: dy.Length), y = [.. x.Select(scalar.Forward)];
            float[] expected = [.. x.Select((value, i) => dy[i] * scalar.Derivative(value, y[i]))];
            var dx = new float[dy.Length];
            for (int offset = 0; offset <= 17; offset++)
            {
                ActivationKernels.Backward(row.Activation, x.AsSpan(offset), y.AsSpan(offset), dy.AsSpan(offset), dx.AsSpan(offset));
                Bits.Equal(expected.AsSpan(offset), dx.AsSpan(offset), $"from {offset} on");
            }

            foreach (float[] target in new[] { x, y, dy }) // dx may be any of the three
            {
                float[] x2 = [.. x], y2 = [.. y], dy2 = [.. dy];
                float[] dx2 = target == x ? x2 : target == y ? y2 : dy2;
                ActivationKernels.Backward(row.Activation, x2, y2, dy2, dx2);
                Bits.Equal(expected, dx2, "in place");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_is_dy_times_the_derivative(string name)
    {
        // f' is g(y): y's error reaches it through dg/dy, then its own roundings, then that of the product. Underflow adds 2^-149 each time.
        ActivationRow row = ActivationRow.Of(name);
        (Func<double, double> function, Func<double, double> derivative) = ReferenceActivations.Of(row.Activation);
        var gen = from length in Gens.Length from x in Gens.FiniteFloats(length) from dy in Gens.OrdinaryFloats(length) from scale in Gen.Elements(1f, 8f, 100f) select (x, dy, scale);
        Prop.ForAll(gen, data =>
        {
            (float[] x, float[] dy) = ([.. data.x.Select(value => Math.Abs(value) <= 1 ? value * data.scale : value)], data.dy);
            float[] y = new float[x.Length], dx = new float[x.Length];
            ActivationKernels.Forward(row.Activation, x, y);
            ActivationKernels.Backward(row.Activation, x, y, dy, dx);
            for (int i = 0; i < x.Length; i++)
            {
                double slope = derivative(x[i]);
                double bound = Math.Abs(dy[i]) * ((Rounding.Gamma(2 * (int)Math.Ceiling(row.MaxUlp)) * row.Sensitivity(function(x[i]))) + (Rounding.Gamma(row.Roundings + 1) * Math.Abs(slope)) + row.AbsoluteError + (4 * float.Epsilon)) + float.Epsilon;
                Assert.True(Math.Abs(dx[i] - (dy[i] * slope)) <= bound * (1 + 1e-5), $"x = {Bits.Text(x[i])}, dy = {Bits.Text(dy[i])}: dx = {Bits.Text(dx[i])}, expected {dy[i] * slope} within {bound}.");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_references_derivative_is_the_limit_of_its_difference_quotients(string name)
    {
        const double h = 1e-5, epsilon = 1.0 / (1L << 52);
        ActivationRow row = ActivationRow.Of(name);
        (Func<double, double> function, Func<double, double> derivative) = ReferenceActivations.Of(row.Activation);
        for (double x = -20.003; x < 20; x += 0.037)
        {
            if (row.Kinks.Any(kink => Math.Abs(x - kink) <= h)) continue;
            double quotient = (function(x + h) - function(x - h)) / (2 * h);

            // Taylor's remainder h^2/6 f''' with |f'''| at most 2, and the rounding errors of x, f(x) and their difference.
            double bound = (h * h / 3) + (4 * epsilon * (1 + Math.Abs(x)) / h);
            Assert.True(Math.Abs(quotient - derivative(x)) <= bound, $"x = {x}: f' = {derivative(x)}, difference quotient {quotient}.");
        }
    }

    [Fact]
    public void Every_activation_has_a_row_and_a_reference() =>
        Assert.Equal(Activation.All.Select(activation => activation.Name), ActivationRow.All.Select(row => row.Activation.Name));
}
