using SimdNet.IO;
using SimdNet.Nn;

namespace SimdNet.Tests.IO;

/// <summary>A file that is sound but does not fit the parameters: each mismatch is named, and nothing changes</summary>
public class SafeTensorsLoadTests
{
    private const string Sound = "{" +
        "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}," +
        "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}";

    [Fact]
    public void Order_does_not_matter()
    {
        Parameter[] parameters = [Ones("b", 2), Ones("a", 2, 3)];
        using var folder = new TemporaryFolder();

        SafeTensors.Load(folder.Write("f", SafeTensorsBytes.File(Sound, 32)), parameters);

        Assert.All(parameters, parameter => Assert.All(parameter.Value.ToArray(), value => Assert.Equal(0, value)));
    }

    [Fact]
    public void A_missing_tensor_is_named()
        => Refuses(Sound, "no tensor for parameter 'c' F32 [4]", Ones("a", 2, 3), Ones("b", 2), Ones("c", 4));

    [Fact]
    public void An_extra_tensor_is_named()
        => Refuses(Sound, "tensor 'b' F32 [2], but no parameter has that name", Ones("a", 2, 3));

    [Fact]
    public void A_transposed_shape_is_refused_with_both_shapes()
        => Refuses(Sound, "tensor 'a' F32 [2, 3], which does not fit parameter 'a' F32 [3, 2]", Ones("a", 3, 2), Ones("b", 2));

    [Fact]
    public void Another_rank_is_refused_with_both_shapes()
        => Refuses(Sound, "tensor 'b' F32 [2], which does not fit parameter 'b' F32 [2, 1]", Ones("a", 2, 3), Ones("b", 2, 1));

    [Fact]
    public void A_dimension_beyond_an_int_is_not_cut_to_fit()
        // 2^32 + 2 would become 2; an empty tensor may have such a dimension.
        => Refuses(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967298,0],\"data_offsets\":[0,0]}}",
            "tensor 'a' F32 [4294967298, 0], which does not fit parameter 'a' F32 [2, 0]",
            0,
            new Parameter("a", 2, 0));

    [Fact]
    public void Another_dtype_is_refused_even_if_it_takes_as_many_bytes()
        => Refuses(Sound.Replace("\"F32\",\"shape\":[2]", "\"I32\",\"shape\":[2]", StringComparison.Ordinal),
            "tensor 'b' I32 [2], which does not fit parameter 'b' F32 [2]", Ones("a", 2, 3), Ones("b", 2));

    // The names, dtype and shape of a PyTorch Sequential(BatchNorm1d(2)).
    [Fact]
    public void A_counter_of_batches_is_passed_over_beside_running_statistics_only()
    {
        var network = new Sequential(new BatchNorm(2));
        Parameter[] all = [.. network.Parameters, .. network.Buffers];
        byte[] File(string name, string dtype = "\"I64\"", string shape = "[]", int length = 8) => SafeTensorsBytes.File(
            $"{{{string.Join(',', all.Select((parameter, i) => SafeTensorsBytes.Tensor(parameter.Name, offsets: $"[{8 * i},{(8 * i) + 8}]")))},{SafeTensorsBytes.Tensor(name, dtype, shape, $"[32,{32 + length}]")}}}", 32 + length);
        void Refuses(byte[] file, string tensor) => Assert.Contains(
            $"holds tensor {tensor}, but no parameter has that name", Assert.Throws<SafeTensorsException>(() => SafeTensors.Load(file, network)).Message, StringComparison.Ordinal);

        SafeTensors.Load(File("0.num_batches_tracked"), network);

        Assert.All(all, parameter => Assert.Equal([0, 0], parameter.Value.ToArray()));
        Refuses(File("num_batches_tracked"), "'num_batches_tracked' I64 []");
        Refuses(File("1.num_batches_tracked"), "'1.num_batches_tracked' I64 []");
        Refuses(File("0.num_batches"), "'0.num_batches' I64 []");
        Refuses(File("0.num_batches_tracked", "\"I32\"", length: 4), "'0.num_batches_tracked' I32 []");
        Refuses(File("0.num_batches_tracked", shape: "[1]"), "'0.num_batches_tracked' I64 [1]");
        var alone = new BatchNorm(2);
        SafeTensors.Load(SafeTensorsBytes.File($"{{{string.Join(',', alone.Parameters.Concat(alone.Buffers).Select((parameter, i) => SafeTensorsBytes.Tensor(parameter.Name, offsets: $"[{8 * i},{(8 * i) + 8}]")))},"
            + $"{SafeTensorsBytes.Tensor("num_batches_tracked", "\"I64\"", "[]", "[32,40]")}}}", 40), alone);
    }

    [Fact]
    public void Two_parameters_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("f", SafeTensorsBytes.File(Sound, 32));

        var refusal = Assert.Throws<ArgumentException>(() => SafeTensors.Load(path, [Ones("a", 2, 3), Ones("b", 2), Ones("a", 2, 3)]));

        Assert.Contains("'a'", refusal.Message, StringComparison.Ordinal);
    }

    private static void Refuses(string header, string reason, params Parameter[] parameters) => Refuses(header, reason, 32, parameters);

    private static void Refuses(string header, string reason, int bufferLength, params Parameter[] parameters)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("f", SafeTensorsBytes.File(header, bufferLength));

        var refusal = Assert.Throws<SafeTensorsException>(() => SafeTensors.Load(path, parameters));

        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.All(parameters, parameter => Assert.All(parameter.Value.ToArray(), value => Assert.Equal(1, value)));
    }

    private static Parameter Ones(string name, params int[] shape)
    {
        var parameter = new Parameter(name, shape);
        parameter.Value.Fill(1);
        return parameter;
    }
}
