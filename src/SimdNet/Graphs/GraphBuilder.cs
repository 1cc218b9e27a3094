using System.Runtime.CompilerServices;

namespace SimdNet.Graphs;

/// <summary>Builds a <see cref="Graph"/>, checking each operator's shapes as it is added.</summary>
public sealed class GraphBuilder
{
    private readonly List<GraphValue> _values = [];
    private readonly List<GraphValue> _inputs = [];
    private readonly List<GraphNode> _nodes = [];

    /// <summary>Starts a graph without inputs.</summary>
    public GraphBuilder()
    {
    }

    /// <summary>Starts a graph whose first input, called <c>input</c>, has rows of so many features.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the number of features is not positive</exception>
    public GraphBuilder(int inFeatures) => AddInput("input", inFeatures);

    /// <summary>What flows in: the first input.</summary>
    /// <exception cref="InvalidOperationException">there is none yet</exception>
    public GraphValue Input => _inputs.Count > 0 ? _inputs[0] : throw new InvalidOperationException("the graph has no input yet.");

    /// <summary>Adds an input with rows of so many features.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the number of features is not positive</exception>
    public GraphValue AddInput(string name, int inFeatures)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentNullException.ThrowIfNull(name);
        GraphValue input = NewValue(name, [inFeatures], data: null);
        _inputs.Add(input);
        return input;
    }

    /// <summary>Adds a constant; the data is copied.</summary>
    /// <exception cref="ArgumentException">the data has another number of elements than the shape</exception>
    /// <exception cref="ArgumentOutOfRangeException">a size is negative</exception>
    /// <exception cref="OverflowException">the shape has more than 2^31 - 1 elements</exception>
    public GraphValue Constant(string name, ReadOnlySpan<float> data, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(name);
        int length = LengthOf(shape);
        if (length != data.Length)
            throw new ArgumentException($"{name} [{string.Join(" x ", shape.ToArray())}] needs {length} elements, but the data has {data.Length}.", nameof(data));
        return NewValue(name, shape.ToArray(), data.ToArray());
    }

    /// <summary>Adds a constant whose elements are all one number, and which is no weight: files keep the number and no tensor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">a size is negative</exception>
    /// <exception cref="OverflowException">the shape has more than 2^31 - 1 elements</exception>
    public GraphValue Uniform(string name, float value, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(name);
        var data = new float[LengthOf(shape)];
        Array.Fill(data, value);
        return NewValue(name, shape.ToArray(), data, value);
    }

    /// <summary>Adds y = x W^T + b.</summary>
    /// <param name="x">rows of inFeatures</param>
    /// <param name="weight">a constant, outFeatures x inFeatures</param>
    /// <param name="bias">a constant, outFeatures</param>
    /// <exception cref="ArgumentException">the shapes do not fit; the message has them</exception>
    public GraphValue Linear(GraphValue x, GraphValue weight, GraphValue bias)
    {
        Rows(x);
        Owned(weight);
        Owned(bias);
        bool fits = weight.IsConstant && weight.Shape.Count == 2 && bias.IsConstant && bias.Shape.Count == 1
            && weight.Shape[1] == x.Shape[0] && bias.Shape[0] == weight.Shape[0] && bias.Length > 0;
        if (!fits)
            throw new ArgumentException($"a linear operator takes rows [inFeatures] and constants [outFeatures x inFeatures] and [outFeatures], but got {x}, {weight} and {bias}.", nameof(weight));
        return Node(new LinearOperator(), "linear", [weight.Shape[0]], x, weight, bias);
    }

    /// <summary>Adds z = x + y, element by element: a residual connection.</summary>
    /// <exception cref="ArgumentException">the shapes differ; the message has them</exception>
    public GraphValue Add(GraphValue x, GraphValue y)
    {
        Rows(x);
        Rows(y);
        if (x.Length != y.Length)
            throw new ArgumentException($"an addition takes rows of one length, but got {x} and {y}.", nameof(y));
        return Node(new AddOperator(), "add", x.Shape, x, y);
    }

    /// <summary>Adds y = (x0 + x1 + ...) / count, element by element: what an ensemble answers.</summary>
    /// <exception cref="ArgumentException">there is no operand, or the shapes differ; the message has them</exception>
    public GraphValue Mean(params ReadOnlySpan<GraphValue> operands)
    {
        if (operands.IsEmpty)
            throw new ArgumentException("a mean takes at least one operand.", nameof(operands));
        foreach (GraphValue operand in operands)
        {
            Rows(operand, nameof(operands));
            if (operand.Length != operands[0].Length)
                throw new ArgumentException($"a mean takes rows of one length, but got {operands[0]} and {operand}.", nameof(operands));
        }

        return Node(new MeanOperator(), "mean", operands[0].Shape, operands.ToArray());
    }

    /// <summary>Adds y = [x0 x1 ...]: each row is the operands' rows, one after the other.</summary>
    /// <exception cref="ArgumentException">there is no operand</exception>
    public GraphValue Concat(params ReadOnlySpan<GraphValue> operands)
    {
        if (operands.IsEmpty)
            throw new ArgumentException("a concatenation takes at least one operand.", nameof(operands));
        int length = 0;
        foreach (GraphValue operand in operands)
        {
            Rows(operand, nameof(operands));
            length = checked(length + operand.Length);
        }

        return Node(new ConcatOperator(), "concat", [length], operands.ToArray());
    }

    /// <summary>Adds y = f(x), f by its name.</summary>
    /// <exception cref="ArgumentException">x is a matrix, or has no features</exception>
    public GraphValue Activation(GraphValue x, string function)
    {
        Rows(x);
        return Node(new ActivationOperator(function), function, x.Shape, x);
    }

    /// <summary>Adds y = x with each category feature, a code 0 to n - 1, spread out to n features: 1 at the code, 0 elsewhere.</summary>
    /// <param name="x">rows, one feature for each of the categories</param>
    /// <param name="categories">for each feature the number n of its categories, or 0 for one that is no category and is copied</param>
    /// <exception cref="ArgumentException">x is a matrix, or has another number of features than there are categories; the message has both</exception>
    /// <exception cref="ArgumentOutOfRangeException">a number is negative</exception>
    /// <exception cref="OverflowException">rows would have more than 2^31 - 1 features</exception>
    public GraphValue OneHot(GraphValue x, params ReadOnlySpan<int> categories)
    {
        Rows(x);
        var op = new OneHotOperator(categories);
        if (x.Length != categories.Length)
            throw new ArgumentException($"a one-hot operator of {categories.Length} categories takes rows of as many features, but got {x}.", nameof(x));
        return Node(op, "one_hot", [op.OutFeatures], x);
    }

    /// <summary>Adds y = softmax of each row.</summary>
    /// <exception cref="ArgumentException">x is a matrix, or has no features</exception>
    public GraphValue Softmax(GraphValue x)
    {
        Rows(x);
        return Node(new SoftmaxOperator(), "softmax", x.Shape, x);
    }

    /// <summary>Adds y = ln softmax of each row.</summary>
    /// <exception cref="ArgumentException">x is a matrix, or has no features</exception>
    public GraphValue LogSoftmax(GraphValue x)
    {
        Rows(x);
        return Node(new LogSoftmaxOperator(), "log_softmax", x.Shape, x);
    }

    /// <summary>Adds y = (x - mean) / sqrt(variance + epsilon) gamma + beta, mean and variance of each row.</summary>
    /// <param name="x">rows of features</param>
    /// <param name="gamma">a constant, features</param>
    /// <param name="beta">a constant, features</param>
    /// <param name="epsilon">0 or more</param>
    /// <exception cref="ArgumentException">the shapes do not fit; the message has them</exception>
    /// <exception cref="ArgumentOutOfRangeException">epsilon is negative or no number</exception>
    public GraphValue LayerNorm(GraphValue x, GraphValue gamma, GraphValue beta, float epsilon) =>
        Norm(new LayerNormOperator(epsilon), "layer_norm", epsilon, x, gamma, beta);

    /// <summary>Adds y = x / sqrt(mean of squares + epsilon) gamma, the mean over each row.</summary>
    /// <param name="x">rows of features</param>
    /// <param name="gamma">a constant, features</param>
    /// <param name="epsilon">0 or more</param>
    /// <exception cref="ArgumentException">the shapes do not fit; the message has them</exception>
    /// <exception cref="ArgumentOutOfRangeException">epsilon is negative or no number</exception>
    public GraphValue RmsNorm(GraphValue x, GraphValue gamma, float epsilon) =>
        Norm(new RmsNormOperator(epsilon), "rms_norm", epsilon, x, gamma);

    /// <summary>Adds y = (x - mean) / sqrt(variance + epsilon) gamma + beta.</summary>
    /// <param name="x">rows of features</param>
    /// <param name="gamma">a constant, features</param>
    /// <param name="beta">a constant, features</param>
    /// <param name="mean">a constant, features</param>
    /// <param name="variance">a constant, features</param>
    /// <param name="epsilon">0 or more</param>
    /// <exception cref="ArgumentException">the shapes do not fit; the message has them</exception>
    /// <exception cref="ArgumentOutOfRangeException">epsilon is negative or no number</exception>
    public GraphValue BatchNorm(GraphValue x, GraphValue gamma, GraphValue beta, GraphValue mean, GraphValue variance, float epsilon) =>
        Norm(new BatchNormOperator(epsilon), "batch_norm", epsilon, x, gamma, beta, mean, variance);

    /// <summary>Ends the graph; the builder may go on and build another.</summary>
    /// <param name="outputs">what flows out, at least one value</param>
    /// <exception cref="ArgumentException">there is no output, or one is a value of another graph</exception>
    public Graph Build(params ReadOnlySpan<GraphValue> outputs)
    {
        if (outputs.IsEmpty)
            throw new ArgumentException("a graph has at least one output.", nameof(outputs));
        foreach (GraphValue output in outputs)
            Owned(output);
        return new Graph([.. _inputs], outputs.ToArray(), [.. _values], [.. _nodes]);
    }

    /// <summary>Adds a node of another graph, with operands of this one in the places of its own.</summary>
    internal GraphValue Copy(GraphNode node, params GraphValue[] operands)
    {
        GraphValue output = NewValue(node.Output.Name, [.. node.Output.Shape], data: null);
        _nodes.Add(new GraphNode(node.Operator, operands, output));
        return output;
    }

    // Behind the rows one number for each feature.
    private GraphValue Norm(GraphOperator op, string name, float epsilon, GraphValue x, params GraphValue[] constants)
    {
        Rows(x);
        foreach (GraphValue constant in constants)
        {
            Owned(constant);
            if (!constant.IsConstant || constant.Shape.Count != 1 || !constant.Shape.SequenceEqual(x.Shape))
                throw new ArgumentException($"a {name} operator takes rows [features] and constants [features], but got {x} and {constant}.", nameof(x));
        }

        if (!(epsilon >= 0 && float.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "epsilon is a finite number, 0 or more.");
        return Node(op, name, x.Shape, [x, .. constants]);
    }

    private GraphValue Node(GraphOperator op, string name, IReadOnlyList<int> shape, params GraphValue[] inputs)
    {
        GraphValue output = NewValue($"{name}_{_nodes.Count}", [.. shape], data: null);
        _nodes.Add(new GraphNode(op, inputs, output));
        return output;
    }

    private static int LengthOf(ReadOnlySpan<int> shape)
    {
        int length = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            length = checked(length * size);
        }

        return length;
    }

    private GraphValue NewValue(string name, int[] shape, float[]? data, float? uniform = null)
    {
        var value = new GraphValue(_values.Count, name, shape, data, uniform);
        _values.Add(value);
        return value;
    }

    // A constant with one dimension stands for rows that are all the same.
    private void Rows(GraphValue x, [CallerArgumentExpression(nameof(x))] string name = "")
    {
        Owned(x);
        if (x.Shape.Count != 1)
            throw new ArgumentException($"{x} is a matrix, but operators take rows.", name);
        if (x.Length == 0)
            throw new ArgumentException($"{x} has no features.", name);
    }

    private void Owned(GraphValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Index >= _values.Count || !ReferenceEquals(_values[value.Index], value))
            throw new ArgumentException($"{value} belongs to another graph.", nameof(value));
    }
}
