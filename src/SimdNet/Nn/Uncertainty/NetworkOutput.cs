namespace SimdNet.Nn;

/// <summary>What the outputs of a network are.</summary>
public enum NetworkOutput
{
    /// <summary>Numbers of their own, as in regression.</summary>
    Values,

    /// <summary>Logits, one for each class, as a loss of logits trains them (<see cref="SoftmaxCrossEntropy"/>); log-probabilities are such too. Predictions take their softmax first.</summary>
    Logits,

    /// <summary>Probabilities of the classes: the network ends in a <see cref="Softmax"/>.</summary>
    Probabilities,
}
