using System.IO.Pipelines;
using System.Net;
using System.Text;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Samples.LatencyService;

/// <summary>POST /models: a model is replaced under load, or refused and the old one goes on</summary>
public sealed class ModelsTests : IDisposable
{
    private const int MaxModel = 1 << 16;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new(), _serviceFolder = new();
    private readonly ServedNetwork _first, _second;
    private readonly LatencyServiceProcess _service;

    public ModelsTests()
    {
        _first = new ServedNetwork(_folder, seed: 1);
        _second = new ServedNetwork(_folder, seed: 2);
        _service = LatencyServiceProcess.Start(_first.Path, _serviceFolder.Path, "--max-batch", $"{ServedNetwork.MaxBatch}", "--max-model", $"{MaxModel}");
    }

    [Fact]
    public async Task Under_load_each_answer_is_one_models_and_after_the_swap_the_new_ones()
    {
        float[] rows = Numbers.Uniform(5, 3 * ServedNetwork.Inputs), first = _first.Answer(rows), second = _second.Answer(rows);
        using var stop = new CancellationTokenSource();
        Task<int>[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
            {
                float[] answer = await _service.PredictAsync(rows);
                Assert.True(answer.SequenceEqual(first) || answer.SequenceEqual(second), "an answer is neither model's");
            }

            return answers;
        }))];

        for (int swap = 1; swap <= 25; swap++)
        {
            bool toSecond = swap % 2 == 1;
            using HttpResponseMessage response = await _service.PostAsync("models", toSecond ? _second.File : _first.File);
            Assert.Equal($$"""{"status":"ok","inputFeatures":19,"outputFeatures":10,"maxBatch":64,"swaps":{{swap}}}""", await response.Content.ReadAsStringAsync(_token));
            for (int i = 0; i < 5; i++)
                await _service.AssertServesAsync(toSecond ? _second : _first, rows, $"the answer after swap {swap}");
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(clients), answers => Assert.True(answers > 0));
        Assert.Empty(_serviceFolder.Files);
    }

    [Fact]
    public async Task Files_that_cannot_be_served_are_refused_and_the_old_model_goes_on()
    {
        byte[] sound = _second.File;
        Sequential network = ServedNetwork.Create(3);
        await Refused(sound[..^1], "data_offsets of tensor '4.bias' are [6992, 7032], which is no range within the 7031 bytes behind the header");
        await Refused(sound[..5], "5 bytes, but the length of the header alone takes 8");
        await Refused(Encoding.ASCII.GetBytes(new string('x', 99)), "the header claims 8680820740569200760 bytes, but the format allows 100000000");
        await Refused(network, null, "the metadata has no 'layers', such as 'linear relu linear'");
        await Refused(network, "linear relu linear tanh", "holds tensor '4.weight' F32 [10, 21], but no parameter has that name");
        await Refused(network, "linear relu linear tanh linear relu linear", "no tensor '6.weight', which a linear layer needs");
        await Refused(network, "linear relu linear tanh softmax", "holds tensor '4.weight' F32 [10, 21], but no parameter has that name");
        await Refused(network, "relu softmax", "no layer is linear");
        await Refused(network, "linear  linear", UnknownLayer(1));
        await Refused(network, "linear relu linear tahn linear", UnknownLayer(3));
        await Refused(network, $"linear {new string('x', 10_000)}", UnknownLayer(1));
        await Refused(network, string.Join(' ', Enumerable.Repeat("relu", 257)), "more than 256 layers");
        await Refused(new Sequential(new Linear(19, 7), new Linear(7, 11)), "linear linear", "expected a network of 19 inputs and 10 outputs; got 19 and 11");
        await Refused(new Sequential(new Linear(19, 7), new Linear(7, 10)), "linear linear relu linear", "no tensor '3.weight', which a linear layer needs");
        await Refused(Mismatched("\"F32\"", "[2,3]", 24), "layer 1 takes 3 features, but the layer before it gives 1");
        await Refused(Mismatched("\"F16\"", "[6,2]", 24), "a linear layer needs an F32 matrix of 1 to 65536 rows and columns, not tensor '1.weight' F16 [6, 2]");
        await Refused(Mismatched("\"F32\"", "[6]", 24), "a linear layer needs an F32 matrix of 1 to 65536 rows and columns, not tensor '1.weight' F32 [6]");
        await Refused(Mismatched("\"F32\"", "[0,4000000000]", 0), "a linear layer needs an F32 matrix of 1 to 65536 rows and columns, not tensor '1.weight' F32 [0, 4000000000]");
        ((Linear)network.Layers[2]).Bias.Value[1] = float.NaN;
        await Refused(network, ServedNetwork.Layers, "tensor '2.bias' holds NaN or infinity");
    }

    [Fact]
    public async Task Layers_wider_than_the_limit_in_all_are_refused()
    {
        string layers = string.Join(' ', Enumerable.Repeat("relu", 200));
        await Refused(new Sequential(new Linear(1, 400)), $"linear {layers}", "the layers' outputs are wider than 65536 in all");
    }

    [Fact]
    public async Task Activations_with_parameters_and_softmax_are_served()
    {
        var network = new Sequential(new Linear(19, 9), new ActivationLayer(Activation.LeakyRelu(0.25f)), new Linear(9, 10), new LogSoftmax(), new Softmax()).WithParameters(4);
        string path = ServedNetwork.Save(_folder, "softmax", network, "linear leaky_relu(0.25) linear log_softmax softmax");
        using HttpResponseMessage response = await _service.PostAsync("models", File.ReadAllBytes(path));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        float[] rows = Numbers.Uniform(1, 2 * ServedNetwork.Inputs);
        using var plan = Inference.Plans.Compile(network, 2);
        float[] answer = await _service.PredictAsync(rows);
        Bits.Equal(Inference.Plans.Run(plan, rows), answer);
    }

    [Fact]
    public async Task Bodies_that_are_no_files_are_refused()
    {
        await LatencyServiceProcess.AssertProblemAsync(400, "Expected a safetensors file; the body is empty.", await _service.PostAsync("models", []));
        await LatencyServiceProcess.AssertProblemAsync(415, "Expected Content-Type application/octet-stream, not compressed; got application/json.",
            await _service.PostAsync("models", "{\"path\":\"../../etc/passwd\"}"u8.ToArray(), "application/json"));
        await LatencyServiceProcess.AssertProblemAsync(413, "Expected a body of at most 65536 bytes; got 65537.", await _service.PostAsync("models", new byte[MaxModel + 1]));
        await LatencyServiceProcess.AssertProblemAsync(413, "Expected a body of at most 65536 bytes; got more.", await _service.PostAsync("models", new ChunkedStream(new byte[MaxModel + 1])));
        Assert.Empty(_serviceFolder.Files);
    }

    [Fact]
    public async Task A_second_model_at_once_is_refused()
    {
        const int Begun = 6000; // more than the client keeps back
        byte[] file = _second.File;
        var pipe = new Pipe();
        Task<HttpResponseMessage> slow = _service.PostAsync("models", pipe.Reader.AsStream());
        await pipe.Writer.WriteAsync(file.AsMemory(0, Begun), _token);

        await LatencyServiceProcess.WaitUntilAsync(() => Task.FromResult(_serviceFolder.Files.Length > 0));
        await LatencyServiceProcess.AssertProblemAsync(409, "Another model is being loaded; try again.", await _service.PostAsync("models", file));

        await pipe.Writer.WriteAsync(file.AsMemory(Begun), _token);
        await pipe.Writer.CompleteAsync();
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        using HttpResponseMessage last = await _service.PostAsync("models", file);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    // Not the request's fault, so nothing of what went wrong is told.
    [Fact]
    public async Task A_failure_of_the_service_is_500_without_its_reasons()
    {
        Directory.Delete(_serviceFolder.Path);
        try
        {
            await LatencyServiceProcess.AssertProblemAsync(500, "The service failed; the request is not to blame.", await _service.PostAsync("models", _second.File));
        }
        finally
        {
            Directory.CreateDirectory(_serviceFolder.Path);
        }

        float[] rows = Numbers.Uniform(1, ServedNetwork.Inputs);
        await _service.AssertServesAsync(_first, rows);
        using HttpResponseMessage response = await _service.PostAsync("models", _second.File);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public void Dispose()
    {
        _service.Dispose();
        _first.Dispose();
        _second.Dispose();
        _folder.Dispose();
        _serviceFolder.Dispose();
    }

    private static string UnknownLayer(int position) => $"layer {position} is none of linear, softmax, log_softmax, {string.Join(", ", Activation.All)}";

    // A sound linear layer of one weight, and a second one of this dtype and shape.
    private static byte[] Mismatched(string dtype, string shape, int length) => IO.SafeTensorsBytes.File(
        $$$"""{"__metadata__":{"layers":"linear linear"},{{{IO.SafeTensorsBytes.Tensor("0.weight", shape: "[1,1]", offsets: "[0,4]")}}},"""
        + $$"""{{IO.SafeTensorsBytes.Tensor("1.weight", dtype, shape, $"[4,{4 + length}]")}}}""", 4 + length);

    private Task Refused(Sequential network, string? layers, string reason) => Refused(File.ReadAllBytes(ServedNetwork.Save(_folder, "refused", network, layers)), reason);

    private async Task Refused(byte[] file, string reason)
    {
        await LatencyServiceProcess.AssertProblemAsync(422, $"The file cannot be served: {reason}. The model has not changed.", await _service.PostAsync("models", file));
        float[] rows = Numbers.Uniform(1, 2 * ServedNetwork.Inputs);
        await _service.AssertServesAsync(_first, rows);
    }
}
