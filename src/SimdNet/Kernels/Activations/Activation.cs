using System.Globalization;
using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>An activation function with its parameters: a value to give to a layer, a kernel or a plan.</summary>
/// <remarks>
/// Each function stands in a file of its own with its derivative; <see cref="All"/> is the list that tests, plans and file formats read.
/// <see cref="ToString"/> and <see cref="Parse"/> are each other's inverse, parameters included.
/// </remarks>
public abstract partial class Activation
{
    private protected Activation(string name, float? parameter)
    {
        Name = name;
        Parameter = parameter;
    }

    /// <summary>Every activation function, parameters at their defaults.</summary>
    public static IReadOnlyList<Activation> All => List.Items;

    /// <summary>The function's name, in lower case: <c>relu</c>, <c>leaky_relu</c>, ...</summary>
    public string Name { get; }

    /// <summary>The parameter, or null for a function that has none.</summary>
    public float? Parameter { get; }

    /// <summary>Finds a function by what <see cref="ToString"/> gives: a name, and a parameter in parentheses if it has one. Without parentheses it has its default.</summary>
    /// <exception cref="ArgumentException">no activation has this name, or the parameter is no finite number or one too many; the message says which</exception>
    public static Activation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int open = text.IndexOf('(', StringComparison.Ordinal);
        string name = open < 0 ? text : text[..open];
        Activation function = All.FirstOrDefault(activation => activation.Name == name)
            ?? throw new ArgumentException($"there is no activation called '{name}'; expected one of {string.Join(", ", All.Select(activation => activation.Name))}.", nameof(text));
        if (open < 0)
            return function;
        if (function.Parameter is null)
            throw new ArgumentException($"the activation '{text}' has a parameter, but {name} takes none.", nameof(text));
        if (!text.EndsWith(')') || !float.TryParse(text.AsSpan(open + 1).TrimEnd(')'), NumberStyles.Float, CultureInfo.InvariantCulture, out float parameter) || !float.IsFinite(parameter))
            throw new ArgumentException($"the activation '{text}' needs one finite number in its parentheses, as in {function}.", nameof(text));
        return function.With(parameter);
    }

    /// <summary>The name, and the parameter in parentheses if there is one.</summary>
    public override string ToString() => Parameter is float parameter ? string.Create(CultureInfo.InvariantCulture, $"{Name}({parameter})") : Name;

    /// <summary>The same function with another parameter.</summary>
    private protected abstract Activation With(float parameter);

    internal abstract unsafe void Forward(float* x, float* y, int length);

    internal abstract unsafe void Backward(float* x, float* y, float* dy, float* dx, int length);

    // A class of its own, because the order in which the functions' files initialise their statics is not defined.
    private static class List
    {
        public static readonly Activation[] Items =
        [
            HardLimit, SymmetricHardLimit, Relu, LeakyRelu(), Elu(), Selu, Gelu, GeluTanh, Silu, Mish,
            Sigmoid, HardSigmoid, HardSwish, Tanh, Softplus, Softsign,
        ];
    }
}

/// <summary>A function and its derivative over one register.</summary>
internal interface IActivationFormula
{
    /// <summary>y = f(x)</summary>
    T Forward<T>(T x) where T : unmanaged, ILane<T>;

    /// <summary>f'(x), given x and y = f(x): a formula uses the one that is cheaper.</summary>
    T Derivative<T>(T x, T y) where T : unmanaged, ILane<T>;
}

/// <summary>Gives a formula its loops.</summary>
internal sealed unsafe class Activation<TFormula>(string name, TFormula formula, float? parameter = null, Func<float, Activation>? with = null) : Activation(name, parameter)
    where TFormula : struct, IActivationFormula
{
    private protected override Activation With(float parameter) => with!(parameter);

    internal override void Forward(float* x, float* y, int length) =>
        ElementwiseLoop.Run(new ForwardKernel(formula, x, y), length);

    internal override void Backward(float* x, float* y, float* dy, float* dx, int length) =>
        ElementwiseLoop.Run(new BackwardKernel(formula, x, y, dy, dx), length);

    private readonly struct ForwardKernel(TFormula formula, float* x, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Store(formula.Forward(access.Load<T, TAccess>(x, i)), y, i);
    }

    private readonly struct BackwardKernel(TFormula formula, float* x, float* y, float* dy, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T derivative = formula.Derivative(access.Load<T, TAccess>(x, i), access.Load<T, TAccess>(y, i));
            access.Store(access.Load<T, TAccess>(dy, i) * derivative, dx, i);
        }
    }
}
