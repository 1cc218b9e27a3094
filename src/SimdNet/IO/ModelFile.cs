using SimdNet.Graphs;

namespace SimdNet.IO;

/// <summary>Models to and from files: a safetensors file whose tensors are the weights, and whose metadata says what is computed with them</summary>
/// <remarks>
/// Tensors have the names of the network's parameters and buffers and of the transform's buffers, so that <see cref="SafeTensors.Load(string, IReadOnlyList{Nn.Parameter})"/> and
/// programs that know nothing of graphs read them, too. The metadata's <c>simdnet.model</c> is JSON: a version; <c>values</c>, of which each is an input, a tensor, a uniform
/// constant, or an operator whose operands stand before it; <c>outputs</c>; and, if there are any, names of features and classes, and the CSV encoding.
/// Equal input gives equal bytes. Constants of one name are told apart by a number behind it.
/// </remarks>
public static class ModelFile
{
    /// <summary>The metadata's key</summary>
    internal const string Key = "simdnet.model";

    /// <summary>The version that is written, and the only one that is read</summary>
    internal const int Version = 1;

    /// <summary>Writes a model</summary>
    /// <param name="path">replaced in one step (<see cref="AtomicFile"/>): if anything fails, the old file stays</param>
    /// <param name="model">the model; numbers are not judged, a NaN is saved</param>
    /// <exception cref="ArgumentException">names or encoding do not fit the graph, the metadata has the key simdnet.model, a text is not valid Unicode, or the header has more than 100 MB</exception>
    /// <exception cref="IOException">the folder does not exist or the disk refused</exception>
    public static void Save(string path, Model model)
    {
        (byte[] header, IReadOnlyList<GraphValue> tensors) = Header(model);
        AtomicFile.Write(path, stream => Write(stream, header, tensors));
    }

    /// <summary>Writes a model to a stream, the same bytes as to a file</summary>
    /// <exception cref="ArgumentException">as at <see cref="Save(string, Model)"/>; nothing is written then</exception>
    public static void Save(Stream stream, Model model)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (byte[] header, IReadOnlyList<GraphValue> tensors) = Header(model);
        Write(stream, header, tensors);
    }

    /// <summary>Reads a model</summary>
    /// <remarks>The file is taken for hostile: memory is bounded by its size and the options' limits, whatever it claims, and what comes back can be compiled.</remarks>
    /// <exception cref="SafeTensorsException">a damaged file (see <see cref="SafeTensorsFile.Open(string)"/>), no model, one of another version, an unknown operator, an operand that does not
    /// stand before its operator, shapes that do not fit, a tensor that is missing or not used, a limit passed, NaN or infinity; the message names it</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static Model Load(string path, ModelFileOptions? options = null)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return ModelReader.Read(file, path, options ?? new ModelFileOptions());
    }

    /// <summary>Reads a model from a file that stands in memory</summary>
    /// <param name="file">the file's bytes; not changed meanwhile, and not needed afterwards</param>
    /// <param name="options">limits</param>
    /// <exception cref="SafeTensorsException">as at <see cref="Load(string, ModelFileOptions)"/></exception>
    public static Model Load(ReadOnlyMemory<byte> file, ModelFileOptions? options = null)
    {
        const string Name = "memory";
        using SafeTensorsFile opened = SafeTensorsFile.Open(file, Name);
        return ModelReader.Read(opened, Name, options ?? new ModelFileOptions());
    }

    private static (byte[] Header, IReadOnlyList<GraphValue> Tensors) Header(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.CheckNames();
        if (model.Metadata.ContainsKey(Key))
            throw new ArgumentException($"the metadata has the key {Key}, under which the model itself is saved", nameof(model));
        (string description, List<(string Name, GraphValue Value)> tensors) = ModelWriter.Describe(model);
        var metadata = new Dictionary<string, string>(model.Metadata) { [Key] = description };
        byte[] header = SafeTensorsHeaderWriter.Write(tensors.Select(tensor => (tensor.Name, tensor.Value.Shape.ToArray())), metadata);
        return (header, [.. tensors.Select(tensor => tensor.Value)]);
    }

    private static void Write(Stream stream, byte[] header, IReadOnlyList<GraphValue> tensors)
    {
        stream.Write(header);
        foreach (GraphValue tensor in tensors)
            LittleEndianFloats.Write(stream, tensor.Constant);
    }
}
