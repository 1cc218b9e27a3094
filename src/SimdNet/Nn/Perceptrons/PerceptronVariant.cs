namespace SimdNet.Nn;

/// <summary>Which weights a perceptron has after training. All variants make the same corrections and differ in what they keep of them.</summary>
public enum PerceptronVariant
{
    /// <summary>The last ones. Source: Rosenblatt 1958, The perceptron: a probabilistic model for information storage and organization in the brain.</summary>
    Plain,

    /// <summary>
    /// The best ones that a neuron had: weights go into its pocket when they stand a longer run of correct answers than those in there had when they went in, and
    /// are wrong on fewer training samples (the ratchet), which takes a pass over them. Each neuron's are never wrong on more of them than its starting weights or the
    /// plain variant's. Source: Gallant 1990, Perceptron-based learning algorithms.
    /// </summary>
    Pocket,

    /// <summary>
    /// The mean of those after each presented sample: weights that stood long count more. For noisy data. Source: Freund and Schapire 1999, Large margin
    /// classification using the perceptron algorithm.
    /// </summary>
    Averaged,
}
