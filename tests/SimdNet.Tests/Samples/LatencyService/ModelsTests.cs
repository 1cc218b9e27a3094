using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using SimdNet.Data;
using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.IO;
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
        SafeTensors.Save(_folder.File("weights"), network);
        await Refused(File.ReadAllBytes(_folder.File("weights")), "the metadata has no simdnet.model, so that the file holds weights, but does not say what to compute with them");
        await Refused(Edited(sound, "relu", "rleu"), $"there is no activation called 'rleu'; expected one of {string.Join(", ", Activation.All.Select(activation => activation.Name))}. (Parameter 'text')");
        await Refused(Edited(sound, "version\\\":1", "version\\\":7"), "the model has version 7; this program reads version 1");
        await Refused(new Model(new Sequential(new Linear(19, 7), new Linear(7, 11))), "expected a network of 19 inputs and 10 outputs; got 19 and 11");
        await Refused(new Model(TwoInputs()), "the model has 2 inputs and 1 outputs; expected one of each");
        await Refused(new Model(new Sequential([new Linear(19, 10), .. Enumerable.Range(0, 256).Select(_ => new ActivationLayer(Activation.Relu))])), "there are more than 256 operators");
        await Refused(new Model(new Sequential([new Linear(19, 400), .. Enumerable.Range(0, 200).Select(_ => new ActivationLayer(Activation.Relu))])), "value 166, 'activation', makes inputs and results wider than 65536 floats in all");
        ((Linear)network.Layers[2]).Bias.Value[1] = float.NaN;
        await Refused(new Model(network), "tensor '2.bias' F32 [21] holds NaN; expected finite numbers");
    }

    [Fact]
    public async Task Activations_with_parameters_and_softmax_are_served()
    {
        var network = new Sequential(new Linear(19, 9), new ActivationLayer(Activation.LeakyRelu(0.25f)), new Linear(9, 10), new LogSoftmax(), new Softmax()).WithParameters(4);
        await Serves(new Model(network), Numbers.Uniform(1, 2 * ServedNetwork.Inputs));
    }

    [Fact]
    public async Task Transforms_in_front_of_the_network_are_served_and_codes_that_are_none_are_refused()
    {
        var transform = new TransformChain(new OneHot([3, .. Enumerable.Repeat(0, 18)]), new Standardize(21));
        float[] rows = Numbers.Uniform(1, 2 * ServedNetwork.Inputs);
        (rows[0], rows[19]) = (2, 0);
        transform.Fit(rows);
        await Serves(new Model(new Sequential(new Linear(21, 10)).WithParameters(4), transform), rows);
        rows[19] = 3;
        await LatencyServiceProcess.AssertProblemAsync(400, "input[row 1, column 0] is 3; expected a code from 0 to 2. (Parameter 'input')", await _service.PostAsync("predict", Floats.ToBytes(rows)));
    }

    [Fact]
    public async Task Class_names_stand_in_json_answers_and_stay_what_they_are()
    {
        string[] names = [.. Enumerable.Range(0, 10).Select(i => $"\"digit\" {i}")];
        var network = new Sequential(new Linear(19, 10)).WithParameters(4);
        string path = ServedNetwork.Save(_folder, "named", new Model(network) { ClassNames = names });
        using var service = LatencyServiceProcess.Start(path, _serviceFolder.Path);
        float[] rows = Numbers.Uniform(1, 2 * ServedNetwork.Inputs);

        using HttpResponseMessage response = await service.PostAsync("predict", Encoding.UTF8.GetBytes(Floats.ToJson(rows, ServedNetwork.Inputs)), "application/json");
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(_token));
        float[][] outputs = [.. answer.RootElement.GetProperty("outputs").EnumerateArray().Select(row => row.EnumerateArray().Select(number => number.GetSingle()).ToArray())];
        Assert.Equal(outputs.Select(row => names[Array.IndexOf(row, row.Max())]), answer.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!));

        await LatencyServiceProcess.AssertProblemAsync(422, "The file cannot be served: its classes have other names, or stand in another order. The model has not changed.",
            await service.PostAsync("models", File.ReadAllBytes(ServedNetwork.Save(_folder, "other", new Model(network) { ClassNames = [.. names.Reverse()] }))));
        using HttpResponseMessage same = await service.PostAsync("models", File.ReadAllBytes(path));
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
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

    private static Graph TwoInputs()
    {
        var builder = new GraphBuilder(10);
        return builder.Build(builder.Add(builder.Input, builder.AddInput("other", 10)));
    }

    // Another text of the same length.
    private static byte[] Edited(byte[] file, string text, string replacement) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(file).Replace(text, replacement, StringComparison.Ordinal));

    private async Task Serves(Model model, float[] rows)
    {
        using HttpResponseMessage response = await _service.PostAsync("models", File.ReadAllBytes(ServedNetwork.Save(_folder, "served", model)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using InferencePlan plan = InferencePlan.Compile(model.Graph, new InferenceOptions { MaxBatch = 2 });
        float[] answer = await _service.PredictAsync(rows);
        Bits.Equal(Inference.Plans.Run(plan, rows), answer);
    }

    private Task Refused(Model model, string reason) => Refused(File.ReadAllBytes(ServedNetwork.Save(_folder, "refused", model)), reason);

    private async Task Refused(byte[] file, string reason)
    {
        await LatencyServiceProcess.AssertProblemAsync(422, $"The file cannot be served: {reason}. The model has not changed.", await _service.PostAsync("models", file));
        float[] rows = Numbers.Uniform(1, 2 * ServedNetwork.Inputs);
        await _service.AssertServesAsync(_first, rows);
    }
}
