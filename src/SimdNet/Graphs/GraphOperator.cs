namespace SimdNet.Graphs;

/// <summary>What a node of a graph computes.</summary>
public abstract record GraphOperator;

/// <summary>y = x W^T + b. Inputs: x [batch x inFeatures], W [outFeatures x inFeatures], b [outFeatures].</summary>
public sealed record LinearOperator : GraphOperator;

/// <summary>z = x + y, element by element. Inputs: x, y of the same shape.</summary>
public sealed record AddOperator : GraphOperator;

/// <summary>y = (x0 + x1 + ...) / count, element by element. Inputs: one or more of the same shape.</summary>
public sealed record MeanOperator : GraphOperator;

/// <summary>Each row is the operands' rows, one after the other. Inputs: one or more.</summary>
public sealed record ConcatOperator : GraphOperator;

/// <summary>y = f(x), element by element. Inputs: x.</summary>
/// <param name="Function">the name of f: <c>relu</c>, <c>sigmoid</c>, <c>tanh</c>, ...</param>
public sealed record ActivationOperator(string Function) : GraphOperator;

/// <summary>y = softmax of each row. Inputs: x.</summary>
public sealed record SoftmaxOperator : GraphOperator;

/// <summary>y = ln softmax of each row. Inputs: x.</summary>
public sealed record LogSoftmaxOperator : GraphOperator;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) gamma + beta, mean and variance of each row. Inputs: x, gamma [features], beta [features].</summary>
/// <param name="Epsilon">0 or more</param>
public sealed record LayerNormOperator(float Epsilon) : GraphOperator;

/// <summary>y = x / sqrt(mean of squares + epsilon) gamma, the mean over each row. Inputs: x, gamma [features].</summary>
/// <param name="Epsilon">0 or more</param>
public sealed record RmsNormOperator(float Epsilon) : GraphOperator;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) gamma + beta. Inputs: x, gamma, beta, mean, variance, each but x [features].</summary>
/// <param name="Epsilon">0 or more</param>
public sealed record BatchNormOperator(float Epsilon) : GraphOperator;
