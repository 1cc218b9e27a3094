namespace SimdNet.Nn;

/// <summary>A layer that shifts and scales features to a variance near 1, then multiplies them by a weight each.</summary>
public abstract class Norm : Layer
{
    private protected Norm(int features, float epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        if (!(epsilon >= 0f && float.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "epsilon is a finite number, 0 or more.");
        (Features, Epsilon) = (features, epsilon);
        Weight = new Parameter("weight", features);
        Weight.Value.Fill(1f);
    }

    /// <inheritdoc/>
    public override int? InFeatures => Features;

    /// <summary>What is added to a variance before its root is taken.</summary>
    public float Epsilon { get; }

    /// <summary>gamma, one factor for each feature; starts with 1.</summary>
    public Parameter Weight { get; }

    private protected int Features { get; }

    /// <inheritdoc/>
    public override int OutFeatures(int inFeatures) =>
        inFeatures == Features
            ? Features
            : throw new ArgumentException($"{this} takes rows of {Features} features, but they have {inFeatures}.", nameof(inFeatures));

    /// <summary>Sets the weights to 1 and the biases to 0; takes no random numbers.</summary>
    public override void Initialize(ulong seed, ref ulong stream)
    {
        foreach (Parameter parameter in Parameters)
            parameter.Value.Fill(parameter == Weight ? 1f : 0f);
        GC.KeepAlive(this);
    }

    /// <summary>Its name and width.</summary>
    public override string ToString() => $"{GetType().Name}({Features})";
}
