using SimdNet.Nn;

namespace SimdNet.IO;

/// <summary>Parameters to and from safetensors files, bit for bit</summary>
/// <remarks>Source: format description of huggingface/safetensors; a file has the bytes that its reference implementation writes, save for the order of tensors.</remarks>
public static class SafeTensors
{
    /// <summary>Writes the weights of a network: <see cref="Save(string, IReadOnlyList{Parameter}, IReadOnlyDictionary{string, string})"/> of its parameters and buffers</summary>
    public static void Save(string path, Layer network, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Save(path, [.. network.Parameters, .. network.Buffers], metadata);
    }

    /// <summary>Sets the weights of a network: <see cref="Load(string, IReadOnlyList{Parameter})"/> of its parameters and buffers; all or nothing</summary>
    public static void Load(string path, Layer network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Load(path, [.. network.Parameters, .. network.Buffers]);
    }

    /// <summary>Writes the values of all parameters as F32, in the order given; gradients are not saved</summary>
    /// <param name="path">replaced in one step (<see cref="AtomicFile"/>): if anything fails, the old file stays</param>
    /// <param name="parameters">names must be unique and not __metadata__</param>
    /// <param name="metadata">strings about the whole file, written sorted by key</param>
    /// <remarks>Equal input gives equal bytes.</remarks>
    /// <exception cref="ArgumentException">two parameters of one name, a reserved name, a text that is not valid Unicode, or a header of more than 100 MB</exception>
    /// <exception cref="IOException">the folder does not exist or the disk refused</exception>
    public static void Save(string path, IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        UniqueNames(parameters);
        byte[] header = SafeTensorsHeaderWriter.Write(parameters, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (Parameter parameter in parameters)
                LittleEndianFloats.Write(stream, parameter.Value);
        });
    }

    /// <summary>Sets the values of all parameters from the file; all or nothing</summary>
    /// <param name="path">a file with exactly these tensors, F32, in any order</param>
    /// <param name="parameters">names must be unique</param>
    /// <remarks>
    /// Everything is read and checked before the first parameter changes; needs memory for a second copy of the values meanwhile.
    /// Values are not judged: a NaN that was saved comes back.
    /// </remarks>
    /// <exception cref="ArgumentException">two parameters of one name</exception>
    /// <exception cref="SafeTensorsException">a damaged file (see <see cref="SafeTensorsFile.Open"/>), a missing or extra tensor, another shape or dtype;
    /// the message names the tensor and has both shapes</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static void Load(string path, IReadOnlyList<Parameter> parameters)
    {
        HashSet<string> names = UniqueNames(parameters);
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        foreach (Parameter parameter in parameters)
            CheckMatch(path, file, parameter);
        if (file.Tensors.Values.FirstOrDefault(tensor => !names.Contains(tensor.Name)) is { } extra)
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
    /// <exception cref="SafeTensorsException">a damaged file (see <see cref="SafeTensorsFile.Open"/>)</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return file.Metadata;
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
