namespace SimdNet.Neurons;

/// <summary>What one call of a population's Advance computes, as pointers: state, currents, recordings. What is null is not there.</summary>
internal unsafe struct PopulationRun<TNumber>
    where TNumber : unmanaged
{
    /// <summary>[variables x stride], the first Count of each row being neurons, up to the next multiple of 16 others that nobody sees; a register computes some of them.</summary>
    public TNumber* State;

    public int Count;
    public int Stride;
    public int Steps;
    public long FirstStep;
    public double TimeStep;
    public Integrator Integrator;
    public Current* Currents;
    public int CurrentCount;

    /// <summary>[neurons], or [steps x neurons].</summary>
    public TNumber* Given;

    /// <summary>0 if one row is given for all steps, otherwise the number of neurons.</summary>
    public int GivenStride;

    public TNumber* Voltages;
    public int Every;
    public double* SpikeTimes;
    public int SpikeCapacity;
    public int* SpikeCounts;
}
