using System.Text;
using System.Text.Json;
using SimdNet.Data;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Nn;

namespace SimdNet.Tests.IO;

/// <summary>Model files of hostile origin: refused with a SafeTensorsException, or loaded to something that can be compiled and run; never anything else, and never much memory</summary>
public class ModelFileDamageTests
{
    private const string Input = """{"input":"x","features":2}""", Weight = """{"tensor":"w"}""", Bias = """{"tensor":"b"}""";
    private const string Linear = """{"operator":"linear","operands":[0,1,2],"features":3}""", Relu = """{"operator":"activation","operands":[3],"features":3,"function":"relu"}""";
    private const string Sound = $$"""{"version":1,"values":[{{Input}},{{Weight}},{{Bias}},{{Linear}},{{Relu}}],"outputs":[4]}""";

    // A sound load of these small files, everything included; far below what a hostile claim would take.
    private const long MostBytes = 1 << 22;

    [Fact]
    public void The_sound_one_loads() => Assert.Equal(2, Load(File(Sound)).Graph.Nodes.Count);

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "the model has version 2; this program reads version 1")]
    [InlineData("\"version\":1,", "", "simdnet.model must begin with its version")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[4],\"outputs\":[4]", "the model has the key 'outputs'; expected values, outputs,")]
    [InlineData("\"outputs\":[4]", "\"more\":[4]", "the model has the key 'more'")]
    [InlineData(",\"outputs\":[4]", "", "the model lacks outputs")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[5]", "an output is value 5, but there are 5")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[-1]", "element 0 is not an integer from 0 to")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[]", "a graph has at least one output")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[4,4]", "is an output of the graph twice")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[1]", "the output w [3 x 2] depends on no input")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[0]", "the output x [2] is an input")]
    [InlineData("\"linear\"", "\"conv\"", "value 3, 'conv', is no operator that this program knows; expected one of linear, add,")]
    [InlineData("[0,1,2]", "[0,1,3]", "value 3, 'linear', takes value 3, but an operand stands before its operator")]
    [InlineData("[0,1,2]", "[0,1,4]", "value 3, 'linear', takes value 4, but an operand stands before its operator")]
    [InlineData("[0,1,2]", "[0,1,2147483647]", "takes value 2147483647, but an operand")]
    [InlineData("[0,1,2]", "[0,1,2147483648]", "element 2 is not an integer from 0 to 2147483647")]
    [InlineData("[0,1,2]", "[0,1]", "value 3, 'linear', has 2 operands; expected 3")]
    [InlineData("[0,1,2]", "[0,2,1]", "a linear operator takes rows [inFeatures]")]
    [InlineData("\"features\":3}", "\"features\":4}", "value 3, 'linear', has 4 features, but its operands make 3")]
    [InlineData("\"features\":2", "\"features\":0", "value 0, an input, has no features")]
    [InlineData("\"features\":2", "\"features\":2000000000", "value 0 makes inputs and results wider than 1048576 floats in all")]
    [InlineData("\"features\":2", "\"features\":2,\"features\":2", "value 0 has the key 'features' twice")]
    [InlineData("\"features\":2", "\"size\":2", "value 0 has the key 'size', which no value has")]
    [InlineData("\"features\":2", "\"operands\":[]", "value 0 has the keys input, operands; expected those of an input")]
    [InlineData(",\"function\":\"relu\"", "", "value 4, 'activation', has the keys operator, features, operands; expected operator, features, operands, function")]
    [InlineData("\"relu\"", "\"rleu\"", "there is no activation called 'rleu'")]
    [InlineData("\"relu\"", "\"leaky_relu(NaN)\"", "needs one finite number")]
    [InlineData("\"tensor\":\"b\"", "\"tensor\":\"w\"", "value 2 is tensor 'w', which another value is already")]
    [InlineData("\"tensor\":\"b\"", "\"tensor\":\"z\"", "value 2 is tensor 'z', which is not in the file")]
    [InlineData("{\"tensor\":\"b\"}", "{\"uniform\":0,\"name\":\"\",\"shape\":[3]}", "tensor 'b' F32 [3] is used by no value of the model")]
    [InlineData("{\"tensor\":\"b\"}", "{\"uniform\":0,\"name\":\"\",\"shape\":[16777217]}", "value 2 makes more than 16777216 floats of constants that the file has no bytes for")]
    [InlineData("{\"tensor\":\"b\"}", "{\"uniform\":0,\"name\":\"\",\"shape\":[2000000000,2000000000,2000000000,2000000000,0]}", "value 2 makes more than 16777216 floats")]
    [InlineData("{\"tensor\":\"b\"}", "{\"uniform\":1e99,\"name\":\"\",\"shape\":[3]}", "uniform of value 2 is no finite float")]
    [InlineData("{\"tensor\":\"b\"}", "7", "a value must be a JSON object, but is a JSON number")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[4],\"features\":[\"a\"]", "there are 1 feature names, but the graph takes x [2]")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[4],\"classes\":[\"a\",1]", "classes: element 1 must be a JSON string, but is a JSON number")]
    [InlineData("\"outputs\":[4]", "\"outputs\":[4],\"encoding\":{}", "separator of encoding must be one character")]
    public void Descriptions_that_break_a_rule_are_refused_by_name(string part, string replacement, string reason)
    {
        Assert.Contains(part, Sound, StringComparison.Ordinal);
        int at = Sound.IndexOf(part, StringComparison.Ordinal);
        string message = Refusal(File(Sound[..at] + replacement + Sound[(at + part.Length)..]));
        Assert.StartsWith("memory: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"x","role":"number"},{"name":"l","role":"label","texts":["a","b","c"]}""", null)]
    [InlineData("""{"name":"x","role":"number"},{"name":"l","role":"label","texts":["a","b","a"]}""", "text 'a' is there twice")]
    [InlineData("""{"name":"x","role":"number"},{"name":"x","role":"label","texts":["a","b","c"]}""", "two columns have the same name")]
    [InlineData("""{"name":"x","role":"number"}""", "either one label or targets")]
    [InlineData("""{"name":"x","role":"number","mean":1,"value":2},{"name":"y","role":"target"}""", "column 0 has keys that do not belong together")]
    [InlineData("""{"name":"x","role":"number","texts":[]},{"name":"y","role":"target"}""", "column 0 has keys that do not belong together")]
    [InlineData("""{"name":"x","role":"numbre"},{"name":"y","role":"target"}""", "column 0 has keys that do not belong together")]
    [InlineData("""{"name":"x","role":"number","name":"y"},{"name":"y","role":"target"}""", "column 0 has the key 'name'")]
    [InlineData("""{"name":"x","role":"number"},{"name":"z","role":"number"},{"name":"y","role":"target"}""", null)]
    public void Encodings_that_break_a_rule_are_refused_by_name(string columns, string? reason)
    {
        // Two features, so that one column more is wanted where there is only one.
        if (reason is null && !columns.Contains("\"z\"", StringComparison.Ordinal))
            columns = """{"name":"w","role":"number"},""" + columns;
        byte[] file = File(Sound[..^1] + $$""","encoding":{"separator":",","header":"names","missing":[""],"maxrecordlength":9,"columns":[{{columns}}]""" + "}}");
        if (reason is null)
            Assert.Equal(2, Load(file).Encoding!.Features);
        else
            Assert.Contains(reason, Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_double_with_each_operator_are_refused()
    {
        var values = new StringBuilder($"{Input},{Weight},{Bias}");
        for (int i = 0; i < 40; i++)
            values.Append($$""",{"operator":"concat","operands":[{{(i == 0 ? 0 : i + 2)}},{{(i == 0 ? 0 : i + 2)}}],"features":{{4L << i}}}""");
        Bounded($$"""{"version":1,"values":[{{values}}],"outputs":[42]}""", "wider than 1048576 floats in all");
    }

    [Fact]
    public void A_tensor_that_many_operators_read_is_refused_before_their_copies_are_made()
    {
        byte[] weight = new byte[1000 * 1000 * sizeof(float)];
        var values = new StringBuilder("""{"input":"x","features":1000},{"tensor":"w"},{"uniform":0,"name":"","shape":[1000]}""");
        for (int i = 0; i < 20; i++)
            values.Append($$""",{"operator":"linear","operands":[{{(i == 0 ? 0 : i + 2)}},1,2],"features":1000}""");
        byte[] file = File($$"""{"version":1,"values":[{{values}}],"outputs":[22]}""", SafeTensorsBytes.Tensor("w", shape: "[1000,1000]", offsets: "[0,4000000]"), weight.Length);
        Assert.Contains("more than 16777216 floats of constants that the file has no bytes for", Refusal(file), StringComparison.Ordinal);
        Assert.Equal(20, ModelFile.Load(file, new ModelFileOptions { MaxRepeatedFloats = 1 << 25 }).Graph.Nodes.Count);
    }

    [Fact]
    public void Operators_and_operands_beyond_the_limit_are_refused()
    {
        string many = string.Concat(Enumerable.Range(0, 5).Select(i => $$""",{"operator":"activation","operands":[{{i + 3}}],"features":3,"function":"relu"}"""));
        byte[] file = File($$"""{"version":1,"values":[{{Input}},{{Weight}},{{Bias}},{{Linear}}{{many}}],"outputs":[8]}""");
        Assert.Equal(6, Load(file).Graph.Nodes.Count);
        Assert.Contains("more than 5 operators", Assert.Throws<SafeTensorsException>(() => ModelFile.Load(file, new ModelFileOptions { MaxOperators = 5 })).Message, StringComparison.Ordinal);

        string operands = string.Join(',', Enumerable.Repeat(0, 20_000));
        Bounded($$"""{"version":1,"values":[{{Input}},{{Weight}},{{Bias}},{"operator":"concat","operands":[{{operands}}],"features":40000}],"outputs":[3]}""", "holds more than 16384 numbers");
    }

    [Fact]
    public void Tensors_of_another_dtype_and_deep_nesting_are_refused()
    {
        byte[] file = File(Sound, SafeTensorsBytes.Tensor("w", "\"I32\"", "[3,2]", "[0,24]") + "," + SafeTensorsBytes.Tensor("b", shape: "[3]", offsets: "[24,36]"), 36);
        Assert.Contains("value 1 is tensor 'w' I32 [3, 2]; expected F32", Refusal(file), StringComparison.Ordinal);
        Bounded("""{"version":1,"values":""" + new string('[', 1_000_000), "a value must be a JSON object, but is a JSON array");
        Bounded("""{"version":1,"values":[{"input":""" + new string('{', 1_000_000), "must be a JSON string, but is a JSON object");
    }

    [Fact]
    public void A_hostile_name_makes_the_message_neither_long_nor_many_lines()
    {
        string name = "\\n" + new string('x', 1 << 20);
        byte[] file = File($$"""{"version":1,"values":[{"input":"{{name}}","features":2},{{Weight}},{{Bias}},{{Linear.Replace("[0,1,2]", "[0,2,1]", StringComparison.Ordinal)}}],"outputs":[3]}""");
        string message = Refusal(file);
        Assert.Contains("?xxx", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 1000);
    }

    [Fact]
    public void A_file_without_a_model_is_refused() =>
        Assert.Contains("the metadata has no simdnet.model", Refusal(SafeTensorsBytes.File("{}", 0)), StringComparison.Ordinal);

    [Fact]
    public void A_file_cut_at_any_byte_is_refused()
    {
        byte[] sound = SavedFile();
        for (int length = 0; length < sound.Length; length++)
            Assert.False(Loads(sound.AsMemory(0, length)), $"loaded although cut at byte {length} of {sound.Length}");
        Assert.False(Loads((byte[])[.. sound, 0]));
    }

    [Fact]
    public void No_edit_of_one_byte_does_anything_but_load_or_be_refused()
    {
        byte[] replacements = [0, (byte)' ', (byte)'"', (byte)',', (byte)'-', (byte)'.', (byte)'0', (byte)'9', (byte)':', (byte)'[', (byte)'\\', (byte)']', (byte)'e', (byte)'{', (byte)'}', 0x7F, 0xFF];
        byte[] sound = SavedFile();
        int header = 8 + BitConverter.ToInt32(sound), loaded = 0, refused = 0;
        for (int position = 0; position < header; position++)
        {
            byte original = sound[position];
            foreach (byte replacement in replacements.Append((byte)(original ^ 1)))
            {
                sound[position] = replacement;
                if (Loads(sound))
                    loaded++;
                else
                    refused++;
            }

            sound[position] = original;
        }

        // Other names and numbers are as good; whatever holds the description together is not.
        Assert.InRange(loaded, 1000, refused / 2);
    }

    [Fact]
    public void No_random_edits_do_either()
    {
        byte[] sound = SavedFile();
        string description = Description(sound);
        string[] pieces = ["0", "1", "-1", "7", "2147483647", "9223372036854775808", "1e38", "1e99", "null", "true", "[]", "{}", "\"\"", "\"add\"", "\"concat\"", "\"one_hot\"", "\"linear\"", "\"operator\"", "\"uniform\"", "\"\\uD800\"", ",", "[", "]", "{", "}"];
        (string tensors, byte[] data) = Tensors(sound);
        int loaded = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var edited = new StringBuilder(description);
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                // Mostly in the place of a number, so that many stay well-formed.
                int at = random.Next(edited.Length), length = random.Next(0, 4);
                while (random.Next(4) > 0 && at < edited.Length - 1 && !char.IsAsciiDigit(edited[at]))
                    at++;
                length = char.IsAsciiDigit(edited[at]) ? 1 : int.Min(length, edited.Length - at);
                edited.Remove(at, length).Insert(at, random.Next(2) == 0 ? $"{random.Next(30)}" : pieces[random.Next(pieces.Length)]);
            }

            if (Loads(File(edited.ToString(), tensors, data), seed))
                loaded++;
        }

        // Some must be sound, or only the first checks were ever reached.
        Assert.InRange(loaded, 100, 15_000);
    }

    private static void Bounded(string description, string reason)
    {
        byte[] file = File(description);
        Refusal(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(reason, Refusal(file), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes + (20 * file.Length));
    }

    private static Model Load(byte[] file) => ModelFile.Load(new ReadOnlyMemory<byte>(file));

    private static string Refusal(byte[] file) => Assert.Throws<SafeTensorsException>(() => Load(file)).Message;

    /// <summary>false if it was refused; anything but that and a model that can be compiled and run fails the test</summary>
    private static bool Loads(ReadOnlyMemory<byte> file, int seed = -1)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Model model = ModelFile.Load(file, new ModelFileOptions { MaxTotalWidth = 1 << 16, MaxRepeatedFloats = 1 << 16 });
            using InferencePlan plan = InferencePlan.Compile(model.Graph, new InferenceOptions { MaxBatch = 2 });
            using InferenceContext context = plan.CreateContext();
            context.Run(batch: 1);
            return true;
        }
        catch (SafeTensorsException)
        {
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"seed {seed}: {Encoding.Latin1.GetString(file.Span)}", e);
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    // A file of every kind of value, with names and an encoding.
    private static byte[] SavedFile()
    {
        using var folder = new TemporaryFolder();
        string csv = folder.Write("csv", "a,b,c\n1,u,0\n,v,1\n"u8.ToArray());
        CsvEncoding encoding = CsvEncoding.Fit(csv, [CsvColumn.Number("a", CsvMissing.Mean), CsvColumn.Category("b", allowsUnknown: true), CsvColumn.Label("c")]);
        var transform = new TransformChain(encoding.OneHot(), new Standardize(4));
        transform.Fit(encoding.Read(csv).Inputs);
        var network = new Sequential(new Linear(4, 2), new LayerNorm(2), new ActivationLayer(SimdNet.Kernels.Activation.Tanh));
        network.Initialize(seed: 1);
        var stream = new MemoryStream();
        ModelFile.Save(stream, new Model(network, transform) { Encoding = encoding, FeatureNames = ["x", "y"] });
        return stream.ToArray();
    }

    private static string Description(byte[] file)
    {
        using var opened = SafeTensorsFile.Open(file);
        return opened.Metadata["simdnet.model"];
    }

    // The header's tensors as text, and their bytes.
    private static (string Tensors, byte[] Data) Tensors(byte[] file)
    {
        using var opened = SafeTensorsFile.Open(file);
        string tensors = string.Join(',', opened.Tensors.Values.Select(tensor => SafeTensorsBytes.Tensor(tensor.Name, shape: $"[{string.Join(',', tensor.Shape)}]", offsets: $"[{tensor.Begin},{tensor.End}]")));
        return (tensors, file[(8 + BitConverter.ToInt32(file))..]);
    }

    private static byte[] File(string description) =>
        File(description, SafeTensorsBytes.Tensor("w", shape: "[3,2]", offsets: "[0,24]") + "," + SafeTensorsBytes.Tensor("b", shape: "[3]", offsets: "[24,36]"), 36);

    private static byte[] File(string description, string tensors, int length) => File(description, tensors, new byte[length]);

    private static byte[] File(string description, string tensors, byte[] data) =>
        [.. SafeTensorsBytes.File($$"""{"__metadata__":{"simdnet.model":"{{JsonEncodedText.Encode(description)}}"},{{tensors}}}""", 0), .. data];
}
