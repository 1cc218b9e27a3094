using System.Buffers;
using System.Runtime.InteropServices;
using Google.Protobuf;
using SimdNet.Kernels;

namespace SimdNet.Perf.Peers;

/// <summary>Writes small ONNX models: inputs, initializers and a list of nodes whose last one makes the output <c>y</c>.</summary>
/// <remarks>Field numbers are those of onnx.proto.</remarks>
internal sealed class OnnxModel
{
    public const string Output = "y";

    // What ONNX Runtime 1.17 and later read; operator set 20 has Gelu.
    private const int IrVersion = 9, OperatorSet = 20;
    private const int FloatElements = 1;

    private readonly ArrayBufferWriter<byte> _graph = new();
    private int _names;

    private OnnxModel() => Append(graph => String(graph, 2, "perf"));

    private delegate void WriteFields(CodedOutputStream message);

    /// <summary>y = x0 x1</summary>
    public static byte[] MatMul(int m, int n, int k)
    {
        var model = new OnnxModel();
        model.Node("MatMul", Output, [model.Input(m, k), model.Input(k, n)]);
        return model.ToBytes(m, n);
    }

    /// <summary>y = x0 b with constant b, which a runtime may pack</summary>
    public static byte[] MatMul(int m, int n, int k, ReadOnlySpan<float> b)
    {
        var model = new OnnxModel();
        model.Node("MatMul", Output, [model.Input(m, k), model.Initializer(b, k, n)]);
        return model.ToBytes(m, n);
    }

    /// <summary>y = op(x0) op(x1)</summary>
    public static byte[] Gemm(Transpose transA, Transpose transB, int m, int n, int k)
    {
        var model = new OnnxModel();
        string a = transA == Transpose.No ? model.Input(m, k) : model.Input(k, m);
        string b = transB == Transpose.No ? model.Input(k, n) : model.Input(n, k);
        model.Node("Gemm", Output, [a, b], ("transA", transA == Transpose.No ? 0 : 1), ("transB", transB == Transpose.No ? 0 : 1));
        return model.ToBytes(m, n);
    }

    /// <summary>y = op(x0) for one vector: Exp, Sigmoid, Tanh, Softmax, ...</summary>
    public static byte[] Unary(string op, int n)
    {
        var model = new OnnxModel();
        model.Node(op, Output, [model.Input(1, n)]);
        return model.ToBytes(1, n);
    }

    /// <summary>y = x0 normalised, scale 1 and bias 0, for one vector</summary>
    public static byte[] LayerNormalization(int n)
    {
        var model = new OnnxModel();
        float[] scale = [.. Enumerable.Repeat(1f, n)];
        model.Node("LayerNormalization", Output, [model.Input(1, n), model.Initializer(scale, n), model.Initializer(new float[n], n)]);
        return model.ToBytes(1, n);
    }

    /// <summary>Layers y = x W^T + b, W [outFeatures x inFeatures], relu between them.</summary>
    public static byte[] Mlp(int batch, IReadOnlyList<(float[] Weight, float[] Bias)> layers)
    {
        var model = new OnnxModel();
        int features = layers[0].Weight.Length / layers[0].Bias.Length;
        string x = model.Input(batch, features);
        for (int i = 0; i < layers.Count; i++)
        {
            (float[] weight, float[] bias) = layers[i];
            bool isLast = i == layers.Count - 1;
            string w = model.Initializer(weight, bias.Length, features);
            string b = model.Initializer(bias, bias.Length);
            x = model.Node("Gemm", isLast ? Output : $"h{i}", [x, w, b], ("transB", 1));
            if (!isLast)
                x = model.Node("Relu", $"r{i}", [x]);
            features = bias.Length;
        }

        return model.ToBytes(batch, features);
    }

    /// <summary>The name of an input, its place in the order of calls of this method.</summary>
    public static string InputName(int place) => $"x{place}";

    private string Input(params long[] shape)
    {
        string name = InputName(_names++);
        Append(graph => Message(graph, 11, value => ValueInfo(value, name, shape)));
        return name;
    }

    private string Initializer(ReadOnlySpan<float> values, params long[] shape)
    {
        string name = $"c{_names++}";
        ByteString data = ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        Append(graph => Message(graph, 5, tensor =>
        {
            foreach (long size in shape)
                Int(tensor, 1, size);
            Int(tensor, 2, FloatElements);
            String(tensor, 8, name);
            tensor.WriteTag(9, WireFormat.WireType.LengthDelimited);
            tensor.WriteBytes(data);
        }));
        return name;
    }

    private string Node(string op, string output, string[] inputs, params (string Name, long Value)[] attributes)
    {
        const int IntAttribute = 2;
        Append(graph => Message(graph, 1, node =>
        {
            foreach (string input in inputs)
                String(node, 1, input);
            String(node, 2, output);
            String(node, 4, op);
            foreach ((string name, long value) in attributes)
            {
                Message(node, 5, attribute =>
                {
                    String(attribute, 1, name);
                    Int(attribute, 3, value);
                    Int(attribute, 20, IntAttribute);
                });
            }
        }));
        return output;
    }

    private byte[] ToBytes(params long[] outputShape)
    {
        Append(graph => Message(graph, 12, value => ValueInfo(value, Output, outputShape)));
        return Bytes(model =>
        {
            Int(model, 1, IrVersion);
            model.WriteTag(7, WireFormat.WireType.LengthDelimited);
            model.WriteBytes(ByteString.CopyFrom(_graph.WrittenSpan));
            Message(model, 8, set => Int(set, 2, OperatorSet));
        });
    }

    // Fields of a message may stand in any order, one after another.
    private void Append(WriteFields write) => _graph.Write(Bytes(write));

    private static void ValueInfo(CodedOutputStream value, string name, long[] shape)
    {
        String(value, 1, name);
        Message(value, 2, type => Message(type, 1, tensor =>
        {
            Int(tensor, 1, FloatElements);
            Message(tensor, 2, dimensions =>
            {
                foreach (long size in shape)
                    Message(dimensions, 1, dimension => Int(dimension, 1, size));
            });
        }));
    }

    private static void String(CodedOutputStream message, int field, string value)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteString(value);
    }

    private static void Int(CodedOutputStream message, int field, long value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt64(value);
    }

    private static void Message(CodedOutputStream message, int field, WriteFields write)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(ByteString.CopyFrom(Bytes(write)));
    }

    private static byte[] Bytes(WriteFields write)
    {
        using var stream = new MemoryStream();
        using var message = new CodedOutputStream(stream);
        write(message);
        message.Flush();
        return stream.ToArray();
    }
}
