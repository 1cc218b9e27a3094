using SimdNet.Buffers;

namespace SimdNet.Nn;

/// <summary>Numbers that training changes, and their gradient; or a layer's buffer, which no optimizer changes.</summary>
/// <remarks>The memory is native and is freed with the last reference to the parameter.</remarks>
#pragma warning disable CA1001 // freed by the buffers' finalizers: parameters are shared by layers, networks and optimizers, and nobody owns them alone
public sealed class Parameter
#pragma warning restore CA1001
{
    private readonly int[] _shape;
    private readonly AlignedBuffer _value;
    private AlignedBuffer? _gradient;
    private bool _isGradientClear = true;

    /// <summary>A parameter of zeros.</summary>
    /// <param name="name">what files and messages call it: <c>weight</c>, <c>bias</c></param>
    /// <param name="shape">its sizes, the slowest first</param>
    /// <exception cref="ArgumentOutOfRangeException">a size is negative</exception>
    /// <exception cref="OverflowException">it would have more than 2^31 - 1 elements</exception>
    public Parameter(string name, params ReadOnlySpan<int> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int length = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            length = checked(length * size);
        }

        Name = name;
        _shape = shape.ToArray();
        _value = new AlignedBuffer(length);
    }

    /// <summary>Its name; inside a network with the layer's position before it: <c>0.weight</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>Its sizes, the slowest first.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Length => _value.Length;

    /// <summary>The numbers, row-major.</summary>
    /// <remarks>Native memory: keep the parameter reachable (<c>GC.KeepAlive</c>) for as long as the span is in use.</remarks>
    public Span<float> Value => _value.Span;

    /// <summary>The gradient of the loss, to which backward passes add and which an optimizer's step clears.</summary>
    /// <remarks>Native memory, as <see cref="Value"/>; taken on first use, so that a network that only serves has none.</remarks>
    public Span<float> Gradient
    {
        get
        {
            Span<float> gradient = GradientToAddTo(out float factor);
            if (factor == 0f)
                gradient.Clear();
            return gradient;
        }
    }

    /// <summary>Gradient = 0. Takes no time: the memory is cleared, or overwritten, when it is used next.</summary>
    public void ClearGradient() => _isGradientClear = true;

    /// <summary>The gradient's memory for a product that adds to factor times what is there: 1, or 0 where that is to be taken for zeros, whatever it is.</summary>
    internal Span<float> GradientToAddTo(out float factor)
    {
        factor = _isGradientClear ? 0f : 1f;
        _isGradientClear = false;
        return (_gradient ??= new AlignedBuffer(Length)).Span;
    }

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name} [{string.Join(" x ", _shape)}]";
}
