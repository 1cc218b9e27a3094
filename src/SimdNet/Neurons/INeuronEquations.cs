using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>The equations x' = f(x) of a model of up to four variables, its constants rounded to TNumber. Variable 0 is the voltage.</summary>
internal interface INeuronEquations<TNumber>
    where TNumber : unmanaged
{
    /// <summary>How many of the four variables the model has. The others are 0, and so are their f and b.</summary>
    static abstract int Variables { get; }

    /// <summary>Whether variable 1 is a time that is left: each step takes its length off, down to 0.</summary>
    static virtual bool CountsDown => false;

    /// <summary>Whether a spike changes the voltage: the sample of its step is then the threshold, which the voltage never has at a step's end.</summary>
    static virtual bool Resets => false;

    /// <summary>The voltage whose crossing from below is a spike.</summary>
    TNumber Threshold { get; }

    /// <summary>f and b with f(x) = a - b x in each variable, a and b free of that variable but where the model says otherwise.</summary>
    /// <remarks>Numbers one by one, not in a structure: the JIT keeps a structure of registers in memory.</remarks>
    void Evaluate<T, TMath>(T current, T x0, T x1, T x2, T x3, out T f0, out T f1, out T f2, out T f3, out T b0, out T b1, out T b2, out T b3)
        where T : unmanaged, IArithmetic<T>
        where TMath : IReal<T, TNumber>;

    /// <summary>What a spike changes at the end of its step.</summary>
    void Spike(ref TNumber voltage, ref TNumber second);
}
