using System.Buffers;
using System.Text;
using System.Text.Json;
using SimdNet.Graphs;

namespace SimdNet.IO;

/// <summary>A model to the JSON that describes it, and the tensors that this names</summary>
internal static class ModelWriter
{
    /// <exception cref="ArgumentException">a text that UTF-8 cannot hold, or an operator that files do not have</exception>
    public static (string Description, List<(string Name, GraphValue Value)> Tensors) Describe(Model model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var tensors = new List<(string, GraphValue)>();
        using (var json = new Utf8JsonWriter(buffer, SafeTensorsHeaderWriter.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", ModelFile.Version);
            WriteValues(json, model.Graph, tensors);
            WriteIntegers(json, "outputs", model.Graph.Outputs.Select(output => output.Index));
            if (model.GivenNames.Features is { } features)
                WriteTexts(json, "features", features);
            if (model.GivenNames.Classes is { } classes)
                WriteTexts(json, "classes", classes);
            if (model.Encoding is { } encoding)
                CsvEncodingFormat.Write(json, "encoding", encoding);
            json.WriteEndObject();
        }

        return (Encoding.UTF8.GetString(buffer.WrittenSpan), tensors);
    }

    /// <summary>An array of texts, each checked to be one</summary>
    public static void WriteTexts(Utf8JsonWriter json, string key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts)
            json.WriteStringValue(SafeTensorsHeaderWriter.Checked(text, $"one of {key}"));
        json.WriteEndArray();
    }

    private static void WriteIntegers(Utf8JsonWriter json, string key, IEnumerable<int> integers)
    {
        json.WriteStartArray(key);
        foreach (int integer in integers)
            json.WriteNumberValue(integer);
        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, Graph graph, List<(string, GraphValue)> tensors)
    {
        Dictionary<GraphValue, GraphNode> makers = graph.Nodes.ToDictionary(node => node.Output);
        var names = new HashSet<string>(StringComparer.Ordinal) { SafeTensorsHeader.MetadataKey };
        json.WriteStartArray("values");
        foreach (GraphValue value in graph.Values)
        {
            json.WriteStartObject();
            if (makers.TryGetValue(value, out GraphNode? node))
            {
                WriteOperator(json, node);
            }
            else if (!value.IsConstant)
            {
                json.WriteString("input", SafeTensorsHeaderWriter.Checked(value.Name, "input name"));
                json.WriteNumber("features", value.Length);
            }
            else if (value.Uniform is float number && float.IsFinite(number))
            {
                json.WriteNumber("uniform", number);
                json.WriteString("name", SafeTensorsHeaderWriter.Checked(value.Name, "constant name"));
                WriteIntegers(json, "shape", value.Shape);
            }
            else
            {
                string name = Unique(value.Name, names);
                json.WriteString("tensor", SafeTensorsHeaderWriter.Checked(name, "constant name"));
                tensors.Add((name, value));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOperator(Utf8JsonWriter json, GraphNode node)
    {
        OperatorFormat format = OperatorFormat.Of(node.Operator);
        OperatorAttributes attributes = OperatorFormat.AttributesOf(node.Operator);
        json.WriteString("operator", format.Name);
        WriteIntegers(json, "operands", node.Inputs.Select(value => value.Index));
        json.WriteNumber("features", node.Output.Length);
        switch (format.Attribute)
        {
            case ModelKeys.Function:
                json.WriteString("function", attributes.Function);
                break;
            case ModelKeys.Epsilon:
                json.WriteNumber("epsilon", attributes.Epsilon);
                break;
            case ModelKeys.Categories:
                WriteIntegers(json, "categories", attributes.Categories);
                break;
        }
    }

    private static string Unique(string name, HashSet<string> names)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
            unique = $"{name}.{i}";
        return unique;
    }
}
