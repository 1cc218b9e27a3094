using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>An activation function with its parameters: a value to give to a layer, a kernel or a plan.</summary>
/// <remarks>Each function stands in a file of its own with its derivative; <see cref="All"/> is the list that tests, plans and file formats read.</remarks>
public abstract partial class Activation
{
    private protected Activation(string name) => Name = name;

    /// <summary>Every activation function, parameters at their defaults.</summary>
    public static IReadOnlyList<Activation> All => List.Items;

    /// <summary>The function's name, in lower case: <c>relu</c>, <c>sigmoid</c>, <c>tanh</c>.</summary>
    public string Name { get; }

    /// <summary>Finds a function by its name.</summary>
    /// <exception cref="ArgumentException">no activation has this name; the message lists those that exist</exception>
    public static Activation FromName(string name) =>
        All.FirstOrDefault(activation => activation.Name == name)
        ?? throw new ArgumentException($"there is no activation called '{name}'; expected one of {string.Join(", ", All.Select(activation => activation.Name))}.", nameof(name));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal abstract unsafe void Forward(float* x, float* y, int length);

    internal abstract unsafe void Backward(float* x, float* y, float* dy, float* dx, int length);

    // A class of its own, because the order in which the functions' files initialise their statics is not defined.
    private static class List
    {
        public static readonly Activation[] Items = [Relu, Sigmoid, Tanh];
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
internal sealed unsafe class Activation<TFormula>(string name, TFormula formula) : Activation(name)
    where TFormula : struct, IActivationFormula
{
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
