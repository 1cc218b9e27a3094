using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>An exponential moving average of weights: average = decay average + (1 - decay) w after each step. It starts as the weights are at the first update.</summary>
/// <remarks>
/// PyTorch's AveragedModel with get_ema_multi_avg_fn. Update and Swap allocate nothing. Not thread-safe. Source: Polyak and Juditsky 1992; exponential: Tarvainen and Valpola 2017.
/// </remarks>
public sealed class AveragedWeights
{
    private const int SwapBlock = 256; // floats: 1 KB of stack
    private readonly Parameter[] _parameters;
    private readonly Parameter[] _averages;

    /// <summary>An average of these parameters.</summary>
    /// <param name="parameters">what is averaged</param>
    /// <param name="decay">the share of the average that stays, in [0, 1)</param>
    /// <exception cref="ArgumentOutOfRangeException">the decay is out of range</exception>
    public AveragedWeights(IReadOnlyList<Parameter> parameters, float decay = 0.999f)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(decay is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "expected a number from 0 up to, not including, 1.");
        Decay = decay;
        _parameters = [.. parameters];
        _averages = [.. parameters.Select(parameter => new Parameter($"average.{parameter.Name}", parameter.Shape))];
    }

    /// <summary>The share of the average that stays from update to update.</summary>
    public float Decay { get; }

    /// <summary>The updates so far.</summary>
    public long Updates { get; private set; }

    /// <summary>The averages, in the parameters' order; the weights, while they are swapped in. With <see cref="Updates"/> all that a checkpoint needs.</summary>
    public IReadOnlyList<Parameter> State => _averages;

    /// <summary>Whether the parameters hold the averages, and this object the weights.</summary>
    public bool IsSwappedIn { get; private set; }

    /// <summary>Takes the parameters' values into the average; to be called after an optimizer's step.</summary>
    /// <exception cref="InvalidOperationException">the averages are swapped in</exception>
    public void Update()
    {
        if (IsSwappedIn)
            throw new InvalidOperationException("the parameters hold their averages; call Swap before the next update.");
        for (int i = 0; i < _parameters.Length; i++)
        {
            if (Updates == 0)
                _parameters[i].Value.CopyTo(_averages[i].Value);
            else
                UpdateKernels.MovingAverage(_averages[i].Value, _parameters[i].Value, 1f - Decay);
        }

        Updates++;
    }

    /// <summary>Goes on after a number of updates, with a <see cref="State"/> that was set to what it was then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">updates is negative</exception>
    /// <exception cref="InvalidOperationException">the averages are swapped in</exception>
    public void ResumeAfter(long updates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        if (IsSwappedIn)
            throw new InvalidOperationException("the parameters hold their averages; call Swap before going on from other ones.");
        Updates = updates;
    }

    /// <summary>Exchanges the parameters' values and their averages: once to evaluate or save the averages, again to go on training. Exact.</summary>
    /// <exception cref="InvalidOperationException">there has been no update</exception>
    public void Swap()
    {
        if (Updates == 0)
            throw new InvalidOperationException("there is no average before the first update.");
        for (int i = 0; i < _parameters.Length; i++)
            Exchange(_parameters[i].Value, _averages[i].Value);
        IsSwappedIn = !IsSwappedIn;
    }

    private static void Exchange(Span<float> a, Span<float> b)
    {
        Span<float> block = stackalloc float[SwapBlock];
        for (int i = 0; i < a.Length; i += SwapBlock)
        {
            int count = int.Min(SwapBlock, a.Length - i);
            a.Slice(i, count).CopyTo(block);
            b.Slice(i, count).CopyTo(a[i..]);
            block[..count].CopyTo(b[i..]);
        }
    }
}
