using System.Reflection;
using SimdNet.Neurons;

namespace SimdNet.Tests.Neurons;

/// <summary>What a model and a population refuse, and that they say what was expected and what came.</summary>
public class RefusedNeuronTests
{
    private static readonly string[] s_positive = ["Capacitance", "V2", "V4", "Phi"];
    private static readonly string[] s_notNegative = ["SodiumConductance", "PotassiumConductance", "CalciumConductance", "LeakConductance", "RefractoryPeriod"];

    [Fact]
    public void Every_parameter_is_checked()
    {
        int parameters = 0;
        foreach (NeuronModel model in new NeuronModel[] { HodgkinHuxley.Standard, MorrisLecar.Hopf, Izhikevich.RegularSpiking, LeakyIntegrateAndFire.Standard })
        {
            foreach (PropertyInfo property in model.GetType().GetProperties().Where(property => property.PropertyType == typeof(double)))
            {
                parameters++;
                foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300 })
                    CheckRefused(model, property, bad);
                if (s_positive.Contains(property.Name))
                    CheckRefused(model, property, 0);
                if (s_positive.Contains(property.Name) || s_notNegative.Contains(property.Name))
                    CheckRefused(model, property, -1e-3);
                if (s_notNegative.Contains(property.Name))
                    new Population<float>(With(model, property, 0), 1, 0.1).Dispose();
            }
        }

        Assert.Equal(9 + 14 + 5 + 7, parameters);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-60)]
    [InlineData(1e60)]
    public void A_step_is_a_positive_float(double timeStep)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(nameof(timeStep), () => new Population<double>(HodgkinHuxley.Standard, 1, timeStep));
        Assert.Equal(timeStep, refused.ActualValue);
    }

    [Fact]
    public void Voltages_that_overlap_the_state_or_what_is_given_are_refused()
    {
        using var population = new Population<float>(HodgkinHuxley.Standard, 4, 0.1);
        float[] numbers = new float[8];
        Assert.Throws<ArgumentException>(() => population.Advance(1, numbers.AsSpan(0, 4), [], new Recording<float> { Voltages = numbers.AsSpan(3, 4) }));
        Assert.Throws<ArgumentException>(() => population.Advance(1, [], [], new Recording<float> { Voltages = population.Voltages }));
        Assert.Throws<ArgumentException>(() => population.Advance(1, [], [], new Recording<float> { Voltages = population.Variable(3) }));
        Assert.Equal(0, population.StepsTaken);
        population.Advance(1, numbers.AsSpan(0, 4), [], new Recording<float> { Voltages = numbers.AsSpan(4, 4) });
        Assert.Equal(1, population.StepsTaken);
    }

    private static void CheckRefused(NeuronModel model, PropertyInfo property, double bad)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(property.Name, () => new Population<float>(With(model, property, bad), 1, 0.1));
        Assert.Equal(bad, refused.ActualValue);
        Assert.StartsWith(property.Name + " is ", refused.Message, StringComparison.Ordinal);
    }

    // model with { property = value }
    private static NeuronModel With(NeuronModel model, PropertyInfo property, double value)
    {
        var copy = (NeuronModel)model.GetType().GetMethod("<Clone>$")!.Invoke(model, null)!;
        property.SetValue(copy, value);
        return copy;
    }
}
