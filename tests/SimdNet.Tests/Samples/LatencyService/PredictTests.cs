using System.Globalization;
using System.Net;
using System.Text;

namespace SimdNet.Tests.Samples.LatencyService;

/// <summary>POST /predict as a client sees it</summary>
public class PredictTests(LatencyServiceFixture fixture) : IClassFixture<LatencyServiceFixture>
{
    private readonly LatencyServiceProcess _service = fixture.Service;
    private readonly ServedNetwork _network = fixture.Network;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Raw_rows_get_the_plans_bits(int batch)
    {
        float[] rows = Numbers.Uniform(batch, batch * ServedNetwork.Inputs);
        await _service.AssertServesAsync(_network, rows);
    }

    // 64 rows of JSON lie across several of Kestrel's buffers, so numbers are cut anywhere.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Json_rows_get_the_plans_bits(int batch)
    {
        float[] rows = Numbers.Uniform(batch, batch * ServedNetwork.Inputs);
        await _service.AssertServesJsonAsync(_network, rows, Floats.ToJson(rows, ServedNetwork.Inputs));
    }

    [Fact]
    public async Task A_body_may_come_in_chunks()
    {
        float[] rows = Numbers.Uniform(1, 3 * ServedNetwork.Inputs);
        using HttpResponseMessage response = await _service.PostAsync("predict", new ChunkedStream(Floats.ToBytes(rows)));
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Bits.Equal(_network.Answer(rows), Floats.FromBytes(body));
    }

    [Theory]
    [InlineData("1e-45")]
    [InlineData("-0")]
    [InlineData("1E2")]
    [InlineData("1.17549435e-38")]
    [InlineData("0.100000001490116119384765625")]
    [InlineData("-123456789012345678901234567890e-30")]
    public async Task Numbers_are_read_to_the_nearest_float(string number)
    {
        float[] row = new float[ServedNetwork.Inputs];
        row.AsSpan().Fill(float.Parse(number, CultureInfo.InvariantCulture));
        string json = $"\r\n {{ \"inputs\" :\t[ [ {string.Join(" ,\n", Enumerable.Repeat(number, row.Length))} ] ] }} ";
        await _service.AssertServesJsonAsync(_network, row, json);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    public async Task The_media_type_may_have_parameters(string contentType)
    {
        float[] row = Numbers.Uniform(1, ServedNetwork.Inputs);
        using HttpResponseMessage response = await _service.PostAsync("predict", Encoding.UTF8.GetBytes(Floats.ToJson(row, ServedNetwork.Inputs)), contentType);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("", "Expected rows of 19 numbers; the body is empty.")]
    [InlineData("{", "Expected JSON of at most 3 levels; the body is not, from line 1, byte 2 on.")]
    [InlineData("{\"inputs\":\n[[1, NaN]]}", "Expected JSON of at most 3 levels; the body is not, from line 2, byte 6 on.")]
    [InlineData("{\"inputs\":[[[1]]]}", "Expected JSON of at most 3 levels; the body is not, from line 1, byte 13 on.")]
    [InlineData("[1]", "Expected an object with one property, inputs; the body is an array.")]
    [InlineData("null", "Expected an object with one property, inputs; the body is null.")]
    [InlineData("{}", "Expected an object with one property, inputs; got none or another.")]
    [InlineData("{\"input\":[[1]]}", "Expected an object with one property, inputs; got none or another.")]
    [InlineData("{\"inputs\":{}}", "Expected inputs to be an array of rows; it is an object.")]
    [InlineData("{\"inputs\":[]}", "Expected inputs to hold at least one row; got 0.")]
    [InlineData("{\"inputs\":[1]}", "Expected inputs[0] to be an array of 19 numbers; it is a number.")]
    [InlineData("{\"inputs\":[[1,\"2\"]]}", "Expected inputs[0][1] to be a number; it is a string.")]
    [InlineData("{\"inputs\":[[1,true]]}", "Expected inputs[0][1] to be a number; it is a boolean.")]
    [InlineData("{\"inputs\":[[1,2]]}", "Expected inputs[0] to hold 19 numbers; got 2.")]
    [InlineData("{\"inputs\":[@,[]]}", "Expected inputs[1] to hold 19 numbers; got 0.")]
    [InlineData("{\"inputs\":[@,[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]]}", "Expected inputs[1] to hold 19 numbers; got 20.")]
    [InlineData("{\"inputs\":[@],\"inputs\":[]}", "Expected an object with one property, inputs; got more.")]
    [InlineData("{\"inputs\":[@]}{", "Expected JSON of at most 3 levels; the body is not, from line 1, byte 53 on.")]
    [InlineData("{\"inputs\":[@,[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,-1e39]]}", "Expected finite numbers; input [1][18] is -infinity.")]
    public async Task Json_that_does_not_hold_rows_is_refused(string json, string detail)
    {
        string row = $"[{string.Join(",", Enumerable.Repeat("0", ServedNetwork.Inputs))}]";
        await LatencyServiceProcess.AssertProblemAsync(400, detail, await _service.PostJsonAsync(json.Replace("@", row, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, "Expected rows of 19 numbers; the body is empty.")]
    [InlineData(75, "Expected rows of 19 floats, 76 bytes each; got 75 bytes.")]
    [InlineData(80, "Expected rows of 19 floats, 76 bytes each; got 80 bytes.")]
    [InlineData(65 * 76, "Expected at most 64 rows; got 65.")]
    public async Task Raw_bodies_of_another_length_are_refused(int length, string detail) =>
        await LatencyServiceProcess.AssertProblemAsync(400, detail, await _service.PostAsync("predict", new byte[length]));

    [Fact]
    public async Task Too_many_json_rows_are_counted_and_refused() =>
        await LatencyServiceProcess.AssertProblemAsync(400, "Expected at most 64 rows; got 70.", await _service.PostJsonAsync(Floats.ToJson(new float[70 * ServedNetwork.Inputs], ServedNetwork.Inputs)));

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinity")]
    [InlineData(float.NegativeInfinity, "-infinity")]
    public async Task Raw_numbers_that_are_not_finite_are_refused(float value, string name)
    {
        var rows = new float[3 * ServedNetwork.Inputs];
        rows[ServedNetwork.Inputs + 4] = value;
        await LatencyServiceProcess.AssertProblemAsync(400, $"Expected finite numbers; input [1][4] is {name}.", await _service.PostAsync("predict", Floats.ToBytes(rows)));
    }

    // The first layer's sums overflow to infinities of both signs' weights, which the second one adds up to NaN.
    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("application/json")]
    public async Task An_answer_that_is_not_finite_is_not_given(string contentType)
    {
        var row = new float[ServedNetwork.Inputs];
        row.AsSpan().Fill(float.MaxValue);
        Assert.True(float.IsNaN(_network.Answer(row)[0]));
        byte[] body = contentType == "application/json" ? Encoding.UTF8.GetBytes(Floats.ToJson(row, ServedNetwork.Inputs)) : Floats.ToBytes(row);
        await LatencyServiceProcess.AssertProblemAsync(422, "The model has no finite answer to this input; output [0][0] is NaN.", await _service.PostAsync("predict", body, contentType));
    }

    [Theory]
    [InlineData(null, "none")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("application/json; charset=utf-16", "application/json; charset=utf-16")]
    public async Task Other_media_types_are_refused(string? contentType, string shown) =>
        await LatencyServiceProcess.AssertProblemAsync(415, $"Expected Content-Type application/json or application/octet-stream, not compressed; got {shown}.", await _service.PostAsync("predict", new byte[76], contentType));

    [Fact]
    public async Task Compressed_bodies_are_refused()
    {
        var content = new ByteArrayContent(new byte[76]);
        content.Headers.ContentType = new("application/octet-stream");
        content.Headers.ContentEncoding.Add("gzip");
        await LatencyServiceProcess.AssertProblemAsync(415, "Expected Content-Type application/json or application/octet-stream, not compressed; got application/octet-stream, compressed.",
            await _service.SendAsync("POST", "predict", content));
    }

    [Fact]
    public async Task Bodies_beyond_the_limit_are_refused()
    {
        var body = new byte[LatencyServiceFixture.MaxBody + 1];
        for (int i = 0; i < 5; i++)
            await LatencyServiceProcess.AssertProblemAsync(413, "Expected a body of at most 65536 bytes; got 65537.", await _service.PostAsync("predict", body));
        await LatencyServiceProcess.AssertProblemAsync(413, "Expected a body of at most 65536 bytes; got more.", await _service.PostAsync("predict", new ChunkedStream(body)));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "predict/1")]
    [InlineData("GET", "../../etc/passwd")]
    [InlineData("GET", "%2e%2e%2fetc")]
    public async Task Unknown_routes_are_refused(string method, string path) =>
        await LatencyServiceProcess.AssertProblemAsync(404, "No such route; there are POST /predict, POST /models, GET /health and GET /metrics.",
            await _service.SendAsync(method, path));

    [Theory]
    [InlineData("GET", "predict", "POST")]
    [InlineData("DELETE", "models", "POST")]
    [InlineData("POST", "health", "GET")]
    [InlineData("PUT", "metrics", "GET")]
    public async Task Wrong_methods_are_refused(string method, string path, string allowed)
    {
        HttpResponseMessage response = await _service.SendAsync(method, path);
        Assert.Equal([allowed], response.Content.Headers.Allow);
        await LatencyServiceProcess.AssertProblemAsync(405, $"This route takes {allowed} only.", response);
    }

    [Fact]
    public async Task Health_tells_the_shape()
    {
        Assert.Equal("""{"status":"ok","inputFeatures":19,"outputFeatures":10,"maxBatch":64,"swaps":0}""", await _service.GetAsync("health"));
    }

    [Fact]
    public async Task Requests_at_once_get_their_own_answers()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                float[] rows = Numbers.Uniform((100 * client) + i, (1 + (i % 5)) * ServedNetwork.Inputs);
                await _service.AssertServesAsync(_network, rows);
                await _service.AssertServesJsonAsync(_network, rows, Floats.ToJson(rows, ServedNetwork.Inputs));
            }
        })));
    }

    [Fact]
    public async Task Damaged_json_is_answered_or_refused_but_never_fails()
    {
        string sound = Floats.ToJson(Numbers.Uniform(1, 2 * ServedNetwork.Inputs), ServedNetwork.Inputs);
        var seen = new HashSet<HttpStatusCode>();
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            byte[] damaged = Encoding.UTF8.GetBytes(sound);
            for (int i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"0123456789-+.eE,[]{}\" "[random.Next(22)];
            using HttpResponseMessage response = await _service.PostAsync("predict", damaged[..^(random.Next(4) / 3 * random.Next(damaged.Length))], "application/json");
            seen.Add(response.StatusCode);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"seed {seed}: {response.StatusCode}");
        }

        Assert.Superset(new HashSet<HttpStatusCode> { HttpStatusCode.OK, HttpStatusCode.BadRequest }, seen);
    }

    [Fact]
    public async Task A_client_that_goes_away_is_counted_and_harms_nobody()
    {
        await _service.SendAndCloseAsync("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        await LatencyServiceProcess.WaitUntilAsync(async () =>
            (await _service.GetAsync("metrics")).Contains("requests_total{status=\"499\"} 1", StringComparison.Ordinal));
        await Raw_rows_get_the_plans_bits(1);
    }
}
