namespace SimdNet.Nn;

/// <summary>An epoch of a perceptron's training.</summary>
/// <param name="Epoch">counted from 1</param>
/// <param name="Epochs">as many at most</param>
/// <param name="Errors">wrong outputs, each of them corrected: one for each sample and neuron</param>
public readonly record struct PerceptronEpoch(int Epoch, int Epochs, int Errors);

/// <summary>What a perceptron's training did.</summary>
/// <param name="Converged">whether the last epoch was one without an error. Of samples that no line (plane, hyperplane) separates it never is</param>
/// <param name="ErrorsPerEpoch">wrong outputs of each epoch, each of them corrected: one for each sample and neuron</param>
/// <param name="TrainingErrors">wrong outputs of the weights that were kept, on the samples trained on. Plain and converged: 0</param>
public sealed record PerceptronResult(bool Converged, IReadOnlyList<int> ErrorsPerEpoch, int TrainingErrors)
{
    /// <summary>Passes over the samples; the last one has no error if the training converged.</summary>
    public int Epochs => ErrorsPerEpoch.Count;

    /// <summary>Corrections in all.</summary>
    /// <remarks>
    /// A neuron that starts from weights of 0 makes at most (R / gamma)^2 of them, if u with |u| = 1 exists so that t (u . (p, 1)) >= gamma > 0 for each sample p with
    /// target t = -1 or 1 (0 counts as -1), R the largest |(p, 1)|; in exact arithmetic. Source: Novikoff 1962, On convergence proofs on perceptrons.
    /// </remarks>
    public long Updates => ErrorsPerEpoch.Sum(errors => (long)errors);
}
