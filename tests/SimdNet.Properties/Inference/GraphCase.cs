using FsCheck;
using FsCheck.Fluent;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Properties.Inference;

/// <summary>A graph of random operators that share values at random, constants as rows among them, and rows for it</summary>
internal sealed record GraphCase(int Inputs, int Operators, int Outputs, int MaxBatch, bool HasBatchNorm, int Seed)
{
    // Few, so that values of one width meet in additions; 1 is the width that products compute in another order.
    private static readonly int[] Widths = [1, 3, 7, 16, 19];

    /// <summary>1 to 3 inputs, 1 to 14 operators, 1 to 3 outputs, at most 1 to 5 rows</summary>
    public static Gen<GraphCase> Gen(bool hasBatchNorm) => FsCheck.Fluent.Gen.Sized(size =>
        from inputs in FsCheck.Fluent.Gen.Choose(1, 3)
        from operators in FsCheck.Fluent.Gen.Choose(1, 2 + (12 * size / 100))
        from outputs in FsCheck.Fluent.Gen.Choose(1, 3)
        from maxBatch in FsCheck.Fluent.Gen.Choose(1, 5)
        from seed in FsCheck.Fluent.Gen.Choose(0, 1 << 30)
        select new GraphCase(inputs, operators, outputs, maxBatch, hasBatchNorm, seed));

    /// <summary>The same graph at every call</summary>
    public Graph Graph()
    {
        var random = new Random(Seed);
        var builder = new GraphBuilder();
        var rows = new List<GraphValue>();
        for (int i = 0; i < Inputs; i++)
            rows.Add(builder.AddInput($"x{i}", Widths[random.Next(Widths.Length)]));
        var flowing = new List<GraphValue>();
        var constants = new HashSet<GraphValue>(); // and what depends on nothing else
        while (flowing.Count < Operators)
        {
            if (random.Next(6) == 0)
            {
                rows.Add(Constant(builder, random, Widths[random.Next(Widths.Length)]));
                constants.Add(rows[^1]);
            }

            GraphValue[] operands = Operands(random, rows, out int kind);
            rows.Add(Operator(builder, random, kind, operands));
            if (operands.All(constants.Contains))
                constants.Add(rows[^1]);
            else
                flowing.Add(rows[^1]);
        }

        GraphValue[] outputs = [flowing[^1], .. flowing.Take(flowing.Count - 1).OrderBy(_ => random.Next()).Take(Outputs - 1)];
        return builder.Build(outputs);
    }

    /// <summary>Rows for each input of the graph</summary>
    public float[][] Rows(Graph graph, int batch) => [.. graph.Inputs.Select((input, i) => Numbers.Uniform(Seed + i, batch * input.Length, scale: 2))];

    public override string ToString()
    {
        Graph graph = Graph();
        return $"seed {Seed}, up to {MaxBatch} rows, from {string.Join(", ", graph.Inputs)} to {string.Join(", ", graph.Outputs)}: "
            + string.Join("; ", graph.Nodes.Select(node => $"{node.Output} = {node.Operator.GetType().Name}({string.Join(", ", node.Inputs)})"));
    }

    // Mostly what was made last, so that graphs grow deep. Additions and means take values of one width, if need be the same one again.
    private GraphValue[] Operands(Random random, List<GraphValue> rows, out int kind)
    {
        kind = random.Next(HasBatchNorm ? 12 : 11);
        GraphValue x = Any();
        return kind switch
        {
            0 => [x, SameWidth(x)],
            1 => [x, .. Enumerable.Range(0, random.Next(10)).Select(_ => SameWidth(x))],
            2 => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any())],
            _ => [x],
        };

        GraphValue SameWidth(GraphValue x) => rows.Where(value => value.Length == x.Length).OrderBy(_ => random.Next()).First();

        GraphValue Any() => rows[random.Next(2) == 0 ? random.Next(rows.Count) : int.Max(0, rows.Count - 1 - random.Next(3))];
    }

    private static GraphValue Operator(GraphBuilder builder, Random random, int kind, GraphValue[] operands)
    {
        GraphValue x = operands[0];
        int width = Widths[random.Next(Widths.Length)];
        switch (kind)
        {
            case 0:
                return builder.Add(x, operands[1]);
            case 1:
                return builder.Mean(operands);
            case 2:
                return builder.Concat(operands);
            case 3 or 4:
                return builder.Linear(x, Constant(builder, random, width, x.Length), Constant(builder, random, width));
            case 5 or 6:
                return builder.Activation(x, Activation.All[random.Next(Activation.All.Count)].Name);
            case 7:
                return builder.Softmax(x);
            case 8:
                return random.Next(2) == 0 ? builder.LogSoftmax(x) : builder.RmsNorm(x, Constant(builder, random, x.Length), 1e-5f);
            case 9:
                return builder.LayerNorm(x, Constant(builder, random, x.Length), Constant(builder, random, x.Length), 1e-5f);
            case 10:
                // The codes 0 and 1, where a feature is a category.
                int[] categories = [.. Enumerable.Range(0, x.Length).Select(_ => random.Next(3) is var n and > 0 ? n + 1 : 0)];
                return builder.OneHot(builder.Activation(x, "hard_limit"), categories);
            default:
                GraphValue variance = builder.Constant("variance", [.. Numbers.Uniform(random.Next(), x.Length).Select(MathF.Abs)], x.Length);
                return builder.BatchNorm(x, Constant(builder, random, x.Length), Constant(builder, random, x.Length), Constant(builder, random, x.Length), variance, 1e-3f);
        }
    }

    private static GraphValue Constant(GraphBuilder builder, Random random, params int[] shape) =>
        builder.Constant("c", Numbers.Uniform(random.Next(), shape.Aggregate(1, (product, size) => product * size)), shape);
}
