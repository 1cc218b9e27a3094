namespace SimdNet.Nn;

/// <summary>Which connections of a unit an initializer counts.</summary>
public enum Fan
{
    /// <summary>fanIn, the inputs of an output</summary>
    In,

    /// <summary>fanOut, the outputs that an input goes to</summary>
    Out,

    /// <summary>(fanIn + fanOut) / 2</summary>
    Mean,
}
