using SimdNet.Nn;

namespace SimdNet.IO;

/// <summary>Parameters to and from safetensors files, bit for bit</summary>
/// <remarks>Source: format description of huggingface/safetensors; a file has the bytes that its reference implementation writes, save for the order of tensors.</remarks>
public static class SafeTensors
{
    /// <summary>Writes the weights of a network: <see cref="Save(string, IReadOnlyList{Parameter}, IReadOnlyDictionary{string, string})"/> of its parameters and buffers, running statistics included</summary>
    public static void Save(string path, Layer network, IReadOnlyDictionary<string, string>? metadata = null) => Save(path, ParametersAndBuffers(network), metadata);

    /// <summary>Writes the weights of a network to a stream, the same bytes as to a file</summary>
    public static void Save(Stream stream, Layer network, IReadOnlyDictionary<string, string>? metadata = null) => Save(stream, ParametersAndBuffers(network), metadata);

    /// <summary>Sets the weights of a network: <see cref="Load(string, IReadOnlyList{Parameter})"/> of its parameters and buffers, running statistics included; all or nothing</summary>
    public static void Load(string path, Layer network) => Load(path, ParametersAndBuffers(network));

    /// <summary>Sets the weights of a network from a file that stands in memory; all or nothing</summary>
    public static void Load(ReadOnlyMemory<byte> file, Layer network) => Load(file, ParametersAndBuffers(network));

    /// <summary>Writes the values of exactly these parameters as F32, in the order given; gradients are not saved</summary>
    /// <param name="path">replaced in one step (<see cref="AtomicFile"/>): if anything fails, the old file stays</param>
    /// <param name="parameters">names must be unique and not __metadata__. <c>network.Parameters</c> alone leaves the running statistics out: <c>[.. network.Parameters, .. network.Buffers]</c> has them</param>
    /// <param name="metadata">strings about the whole file, written sorted by key</param>
    /// <remarks>Equal input gives equal bytes.</remarks>
    /// <exception cref="ArgumentException">two parameters of one name, a reserved name, a text that is not valid Unicode, or a header of more than 100 MB</exception>
    /// <exception cref="IOException">the folder does not exist or the disk refused</exception>
    public static void Save(string path, IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        byte[] header = Header(parameters, metadata);
        AtomicFile.Write(path, stream => Write(stream, header, parameters));
    }

    /// <summary>Writes the values of exactly these parameters to a stream, the same bytes as to a file</summary>
    /// <exception cref="ArgumentException">as at <see cref="Save(string, IReadOnlyList{Parameter}, IReadOnlyDictionary{string, string})"/>; nothing is written then</exception>
    public static void Save(Stream stream, IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, Header(parameters, metadata), parameters);
    }

    /// <summary>Sets the values of all parameters from the file; all or nothing</summary>
    /// <param name="path">a file with exactly these tensors, F32, in any order</param>
    /// <param name="parameters">names must be unique; <c>network.Parameters</c> alone leaves the running statistics as they are, and refuses a file that has them</param>
    /// <remarks>
    /// Everything is read and checked before the first parameter changes; needs memory for a second copy of the values meanwhile.
    /// Values are not judged: a NaN that was saved comes back. PyTorch's counter of a batch norm, the I64 scalar num_batches_tracked beside its running_mean and running_var, is passed over.
    /// </remarks>
    /// <exception cref="ArgumentException">two parameters of one name</exception>
    /// <exception cref="SafeTensorsException">a damaged file (see <see cref="SafeTensorsFile.Open(string)"/>), a missing or extra tensor, another shape or dtype;
    /// the message names the tensor and has both shapes</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static void Load(string path, IReadOnlyList<Parameter> parameters)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        Load(file, path, parameters);
    }

    /// <summary>Sets the values of all parameters from a file that stands in memory; all or nothing</summary>
    /// <exception cref="ArgumentException">two parameters of one name</exception>
    /// <exception cref="SafeTensorsException">as at <see cref="Load(string, IReadOnlyList{Parameter})"/></exception>
    public static void Load(ReadOnlyMemory<byte> file, IReadOnlyList<Parameter> parameters)
    {
        const string Name = "memory";
        using SafeTensorsFile opened = SafeTensorsFile.Open(file, Name);
        Load(opened, Name, parameters);
    }

    private static void Load(SafeTensorsFile file, string path, IReadOnlyList<Parameter> parameters)
    {
        HashSet<string> names = UniqueNames(parameters);
        foreach (Parameter parameter in parameters)
            CheckMatch(path, file, parameter);
        if (file.Tensors.Values.FirstOrDefault(tensor => !names.Contains(tensor.Name) && !IsBatchCounter(tensor, names)) is { } extra)
            throw new SafeTensorsException($"{path}: holds tensor {extra}, but no parameter has that name");

        var values = new float[parameters.Count][];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new float[parameters[i].Length];
            file.Read(parameters[i].Name, values[i]);
        }

        for (int i = 0; i < values.Length; i++)
            values[i].CopyTo(parameters[i].Value);
    }

    /// <summary>The strings of __metadata__; empty if the file has none</summary>
    /// <exception cref="SafeTensorsException">a damaged file (see <see cref="SafeTensorsFile.Open(string)"/>)</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return file.Metadata;
    }

    private static Parameter[] ParametersAndBuffers(Layer network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. network.Parameters, .. network.Buffers];
    }

    private static byte[] Header(IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string>? metadata)
    {
        UniqueNames(parameters);
        return SafeTensorsHeaderWriter.Write(parameters.Select(parameter => (parameter.Name, parameter.Shape.ToArray())), metadata);
    }

    private static void Write(Stream stream, byte[] header, IReadOnlyList<Parameter> parameters)
    {
        stream.Write(header);
        foreach (Parameter parameter in parameters)
        {
            LittleEndianFloats.Write(stream, parameter.Value);
            GC.KeepAlive(parameter); // a span does not keep its parameter alive
        }
    }

    // What PyTorch's BatchNorm1d saves beside its running statistics, and nothing here has a use for.
    private static bool IsBatchCounter(SafeTensorInfo tensor, HashSet<string> names)
    {
        const string Counter = "num_batches_tracked";
        if (tensor.Dtype != "I64" || !tensor.Shape.IsEmpty || !tensor.Name.EndsWith(Counter, StringComparison.Ordinal))
            return false;
        string prefix = tensor.Name[..^Counter.Length];
        return (prefix.Length == 0 || prefix.EndsWith('.')) && names.Contains($"{prefix}running_mean") && names.Contains($"{prefix}running_var");
    }

    private static HashSet<string> UniqueNames(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var names = new HashSet<string>(parameters.Count);
        foreach (Parameter parameter in parameters)
        {
            ArgumentNullException.ThrowIfNull(parameter, nameof(parameters));
            if (!names.Add(parameter.Name))
                throw new ArgumentException($"two parameters are called '{parameter.Name}'", nameof(parameters));
        }

        return names;
    }

    private static void CheckMatch(string path, SafeTensorsFile file, Parameter parameter)
    {
        string expected = $"parameter '{parameter.Name}' F32 {SafeTensorInfo.FormatShape(parameter.Shape)}";
        if (!file.Tensors.TryGetValue(parameter.Name, out SafeTensorInfo? tensor))
            throw new SafeTensorsException($"{path}: no tensor for {expected}; the file holds {file.Tensors.Count} others");
        if (tensor.Dtype != SafeTensorsDtypes.F32 || !SameShape(tensor, parameter))
            throw new SafeTensorsException($"{path}: holds tensor {tensor}, which does not fit {expected}");
    }

    private static bool SameShape(SafeTensorInfo tensor, Parameter parameter)
    {
        if (tensor.Shape.Length != parameter.Shape.Length)
            return false;
        for (int i = 0; i < tensor.Shape.Length; i++)
        {
            if (tensor.Shape[i] != parameter.Shape[i])
                return false;
        }

        return true;
    }
}
