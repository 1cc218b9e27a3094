namespace SimdNet.Graphs;

/// <summary>What a node of a graph computes.</summary>
public abstract record GraphOperator;

/// <summary>y = x W^T + b. Inputs: x [batch x inFeatures], W [outFeatures x inFeatures], b [outFeatures].</summary>
public sealed record LinearOperator : GraphOperator;

/// <summary>y = f(x), element by element. Inputs: x.</summary>
/// <param name="Function">the name of f: <c>relu</c>, <c>sigmoid</c>, <c>tanh</c>, ...</param>
public sealed record ActivationOperator(string Function) : GraphOperator;

/// <summary>y = softmax of each row. Inputs: x.</summary>
public sealed record SoftmaxOperator : GraphOperator;
