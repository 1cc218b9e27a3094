namespace SimdNet.Neurons;

/// <summary>Where a population writes voltages and spike times while it advances. What is left empty is not recorded.</summary>
public readonly ref struct Recording<TNumber>
    where TNumber : unmanaged
{
    /// <summary>[samples x neurons]: a row for each step whose number, counted from the population's first, is a multiple of <see cref="Every"/>; the voltages at that step's end.</summary>
    /// <remarks>A neuron whose model has a reset and that had a spike in the step is recorded at its threshold, as published traces show it (Izhikevich's at 30 mV); its state is after the reset. Every step is needed to see every spike so.</remarks>
    public Span<TNumber> Voltages { get; init; }

    /// <summary>How many steps a sample is apart from the next; 0 is as 1.</summary>
    public int Every { get; init; }

    /// <summary>[neurons x capacity]: the times of each neuron's spikes, ms from the population's first step, where a straight line between the step's ends crosses the threshold.</summary>
    public Span<double> SpikeTimes { get; init; }

    /// <summary>[neurons]: how many spikes each neuron had; counted on from what is there, and beyond the capacity, when times are no more written.</summary>
    public Span<int> SpikeCounts { get; init; }
}
