using System.Numerics.Tensors;
using System.Text;
using System.Text.Json;
using SimdNet.Data;
using SimdNet.Graphs;

namespace SimdNet.IO;

/// <summary>The description and the tensors of a hostile file to a model</summary>
internal ref struct ModelReader
{
    // The description, its encoding, the columns, one of them, its categories: nothing lies deeper.
    private const int MaxDepth = 5;

    // Far more than any graph needs; texts in memory take many times the bytes of the shortest ones.
    private const int MaxDescription = 1 << 24;

    private const int OperandsPerOperator = 4;

    private readonly SafeTensorsFile _file;
    private readonly ModelFileOptions _options;
    private readonly GraphBuilder _graph = new();
    private readonly List<GraphValue> _values = [];
    private readonly HashSet<string> _tensors = [];
    private readonly HashSet<GraphValue> _read = [];
    private CheckedJson _json;
    private int _operators;
    private long _operands, _width, _repeated;

    private ModelReader(SafeTensorsFile file, string name, ReadOnlySpan<byte> description, ModelFileOptions options)
    {
        _file = file;
        _options = options;
        _json = new CheckedJson(description, MaxDepth, name);
    }

    private readonly int MaxOperands => (int)long.Min((long)OperandsPerOperator * _options.MaxOperators, int.MaxValue);

    /// <exception cref="SafeTensorsException">anything that is not as <see cref="ModelFile.Save(string, Model)"/> writes it, or beyond the limits</exception>
    public static Model Read(SafeTensorsFile file, string name, ModelFileOptions options)
    {
        if (!file.Metadata.TryGetValue(ModelFile.Key, out string? description))
            throw new SafeTensorsException($"{name}: the metadata has no {ModelFile.Key}, so that the file holds weights, but does not say what to compute with them");
        if (description.Length > MaxDescription)
            throw new SafeTensorsException($"{name}: {ModelFile.Key} has {description.Length} characters, but at most {MaxDescription} are allowed");
        var reader = new ModelReader(file, name, Encoding.UTF8.GetBytes(description), options);
        try
        {
            return reader.ReadModel();
        }
        catch (JsonException e)
        {
            throw new SafeTensorsException($"{name}: {ModelFile.Key} is not valid JSON of at most {MaxDepth} levels: {e.Message}", e);
        }
    }

    private Model ReadModel()
    {
        ReadVersion();
        List<long>? outputs = null;
        List<string>? features = null, classes = null;
        CsvEncoding? encoding = null;
        bool hasValues = false;
        while (_json.Next() == JsonTokenType.PropertyName)
        {
            string key = _json.Text("a key");
            switch (key)
            {
                case "values" when !hasValues:
                    ReadValues();
                    hasValues = true;
                    break;
                case "outputs" when outputs is null:
                    outputs = _json.NextIntegers(key, _options.MaxOperators, int.MaxValue);
                    break;
                case "features" when features is null:
                    features = _json.NextTexts(key, _options.MaxTotalWidth);
                    break;
                case "classes" when classes is null:
                    classes = _json.NextTexts(key, _options.MaxTotalWidth);
                    break;
                case "encoding" when encoding is null:
                    encoding = CsvEncodingFormat.Read(ref _json, key);
                    break;
                default:
                    throw _json.Refused($"the model has the key {SafeTensorsException.Quote(key)}; expected values, outputs, features, classes and encoding, once each");
            }
        }

        _json.End();
        if (!hasValues || outputs is null)
            throw _json.Refused($"the model lacks {(hasValues ? "outputs" : "values")}");
        return ToModel(outputs, features, classes, encoding);
    }

    // First, since everything else may be different in another one.
    private void ReadVersion()
    {
        _json.Expect(JsonTokenType.StartObject, ModelFile.Key);
        if (_json.Next() != JsonTokenType.PropertyName || _json.Text("a key") != "version")
            throw _json.Refused($"{ModelFile.Key} must begin with its version");
        int version = _json.NextInteger("version");
        if (version != ModelFile.Version)
            throw _json.Refused($"the model has version {version}; this program reads version {ModelFile.Version}");
    }

    private readonly Model ToModel(List<long> outputs, List<string>? features, List<string>? classes, CsvEncoding? encoding)
    {
        if (_tensors.Count != _file.Tensors.Count)
            throw _json.Refused($"tensor {_file.Tensors.Values.First(IsUnused(_tensors))} is used by no value of the model");
        var ends = new List<GraphValue>();
        foreach (long output in outputs)
            ends.Add(output < _values.Count ? _values[(int)output] : throw _json.Refused($"an output is value {output}, but there are {_values.Count}"));
        try
        {
            var model = new Model(_graph.Build([.. ends]))
            {
                Encoding = encoding,
                Metadata = _file.Metadata.Where(entry => entry.Key != ModelFile.Key).ToDictionary(),
                GivenNames = (features, classes),
            };
            model.CheckNames();
            return model;
        }
        catch (ArgumentException e)
        {
            throw _json.Refused(SafeTensorsException.Clip(e.Message));
        }
    }

    private static Func<SafeTensorInfo, bool> IsUnused(HashSet<string> used) => tensor => !used.Contains(tensor.Name);

    private void ReadValues()
    {
        _json.Expect(JsonTokenType.StartArray, "values");
        while (_json.Next() == JsonTokenType.StartObject)
        {
            var value = default(ValueDescription);
            string what = $"value {_values.Count}";
            while (_json.Next() == JsonTokenType.PropertyName)
                ReadKey(ref value, what);
            _values.Add(Add(value, what));
        }

        _json.EndOfObjects("a value");
    }

    private void ReadKey(ref ValueDescription value, string what)
    {
        string key = _json.Text($"a key of {what}");
        ModelKeys flag = KeyOf(key);
        if (flag == ModelKeys.None || value.Keys.HasFlag(flag))
            throw _json.Refused($"{what} has the key {SafeTensorsException.Quote(key)}{(flag == ModelKeys.None ? ", which no value has" : " twice")}");
        value.Keys |= flag;
        what = $"{key} of {what}";
        switch (flag)
        {
            case ModelKeys.Input or ModelKeys.Tensor or ModelKeys.Operator:
                value.Kind = _json.NextText(what);
                break;
            case ModelKeys.Name:
                value.Name = _json.NextText(what);
                break;
            case ModelKeys.Function:
                value.Function = _json.NextText(what);
                break;
            case ModelKeys.Uniform:
                value.Uniform = _json.NextSingle(what);
                break;
            case ModelKeys.Epsilon:
                value.Epsilon = _json.NextSingle(what);
                break;
            case ModelKeys.Features:
                value.Features = _json.NextInteger(what);
                break;
            case ModelKeys.Shape:
                value.Shape = Integers(_json.NextIntegers(what, SafeTensorsHeaderReader.MaxRank, int.MaxValue));
                break;
            case ModelKeys.Operands:
                value.Operands = Integers(_json.NextIntegers(what, MaxOperands, int.MaxValue));
                break;
            case ModelKeys.Categories:
                value.Categories = Integers(_json.NextIntegers(what, _options.MaxTotalWidth, int.MaxValue));
                break;
        }
    }

    private GraphValue Add(in ValueDescription value, string what)
    {
        switch (value.Keys)
        {
            case ModelKeys.Input | ModelKeys.Features:
                TakeWidth(value.Features, what);
                return value.Features > 0 ? _graph.AddInput(value.Kind!, value.Features) : throw _json.Refused($"{what}, an input, has no features");
            case ModelKeys.Tensor:
                return AddTensor(value.Kind!, what);
            case ModelKeys.Uniform | ModelKeys.Name | ModelKeys.Shape:
                TakeRepeated(value.Shape!.Aggregate((UInt128)1, (product, size) => product > int.MaxValue ? product : product * (uint)size), what);
                return _graph.Uniform(value.Name!, value.Uniform, value.Shape);
            case var keys when keys.HasFlag(ModelKeys.Operator):
                return AddOperator(value, $"{what}, {SafeTensorsException.Quote(value.Kind!)},");
            default:
                throw _json.Refused($"{what} has the keys {NamesOf(value.Keys)}; expected those of an input (input, features), a tensor (tensor), a uniform constant (uniform, name, shape) or an operator");
        }
    }

    private readonly GraphValue AddTensor(string name, string what)
    {
        if (!_file.Tensors.TryGetValue(name, out SafeTensorInfo? tensor))
            throw _json.Refused($"{what} is tensor {SafeTensorsException.Quote(name)}, which is not in the file");
        if (!_tensors.Add(name))
            throw _json.Refused($"{what} is tensor {SafeTensorsException.Quote(name)}, which another value is already");
        // F32, so that the header's checks tie the shape to the bytes of the file, before any memory is taken.
        long length = (tensor.End - tensor.Begin) / sizeof(float);
        if (tensor.Dtype != SafeTensorsDtypes.F32 || length > Array.MaxLength || tensor.Shape.Any(size => size > int.MaxValue))
            throw _json.Refused($"{what} is tensor {tensor}; expected F32 with fewer than 2^31 elements");
        var values = new float[length];
        _file.Read(name, values);
        if (!_options.AllowsNonFinite && !TensorPrimitives.IsFiniteAll<float>(values))
            throw _json.Refused($"tensor {tensor} holds {values.First(number => !float.IsFinite(number))}; expected finite numbers");
        try
        {
            return _graph.Constant(name, values, [.. tensor.Shape.Select(size => (int)size)]);
        }
        catch (OverflowException)
        {
            throw _json.Refused($"{what} is tensor {tensor}, whose sizes are too large");
        }
    }

    private GraphValue AddOperator(in ValueDescription value, string what)
    {
        string name = value.Kind!;
        OperatorFormat format = OperatorFormat.All.FirstOrDefault(row => row.Name == name)
            ?? throw _json.Refused($"{what} is no operator that this program knows; expected one of {string.Join(", ", OperatorFormat.All.Select(row => row.Name))}");
        ModelKeys expected = ModelKeys.Operator | ModelKeys.Operands | ModelKeys.Features | format.Attribute;
        if (value.Keys != expected)
            throw _json.Refused($"{what} has the keys {NamesOf(value.Keys)}; expected {NamesOf(expected)}");
        if (++_operators > _options.MaxOperators)
            throw _json.Refused($"there are more than {_options.MaxOperators} operators");
        GraphValue[] operands = OperandsOf(value.Operands!, format, what);
        GraphValue result;
        try
        {
            result = format.Build(_graph, operands, new OperatorAttributes(value.Function ?? "", value.Epsilon, value.Categories ?? []));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw _json.Refused($"{what} {SafeTensorsException.Clip(e.Message)}");
        }

        if (result.Length != value.Features)
            throw _json.Refused($"{what} has {value.Features} features, but its operands make {result.Length}");
        TakeWidth(result.Length, what);
        return result;
    }

    // Only values that are there already: nothing can refer forward, or to itself.
    private GraphValue[] OperandsOf(int[] indices, OperatorFormat format, string what)
    {
        if (format.Operands is int count && indices.Length != count)
            throw _json.Refused($"{what} has {indices.Length} operands; expected {count}");
        _operands += indices.Length;
        if (_operands > MaxOperands)
            throw _json.Refused($"the operators have more than {MaxOperands} operands");
        var operands = new GraphValue[indices.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (indices[i] >= _values.Count)
                throw _json.Refused($"{what} takes value {indices[i]}, but an operand stands before its operator");
            operands[i] = _values[indices[i]];
            if (operands[i].IsConstant && !_read.Add(operands[i]))
                TakeRepeated((UInt128)operands[i].Length, what);
        }

        return operands;
    }

    private void TakeWidth(int width, string what)
    {
        _width += width;
        if (_width > _options.MaxTotalWidth)
            throw _json.Refused($"{what} makes inputs and results wider than {_options.MaxTotalWidth} floats in all");
    }

    private void TakeRepeated(UInt128 floats, string what)
    {
        if (floats > (UInt128)(_options.MaxRepeatedFloats - _repeated))
            throw _json.Refused($"{what} makes more than {_options.MaxRepeatedFloats} floats of constants that the file has no bytes for");
        _repeated += (long)floats;
    }

    private static int[] Integers(List<long> integers) => [.. integers.Select(integer => (int)integer)];

    private static ModelKeys KeyOf(string key) => Enum.GetValues<ModelKeys>().FirstOrDefault(flag => flag != ModelKeys.None && NameOf(flag) == key);

    private static string NameOf(ModelKeys key) => key.ToString().ToLowerInvariant();

    private static string NamesOf(ModelKeys keys) => keys == ModelKeys.None ? "none" : NameOf(keys);

    private struct ValueDescription
    {
        public ModelKeys Keys;
        public string? Kind, Name, Function;
        public float Uniform, Epsilon;
        public int Features;
        public int[]? Shape, Operands, Categories;
    }
}
