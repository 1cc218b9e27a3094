using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Numerics.Tensors;
using Microsoft.AspNetCore.Http;

namespace LatencyService;

/// <summary>POST /predict: rows in, the model's answer to each row out, in the same format.</summary>
/// <remarks>The body is read where Kestrel received it; floats and the answer's text stand in pooled arrays.</remarks>
internal sealed class PredictEndpoint(Model model, ServiceMetrics metrics, int maxBody)
{
    public async Task InvokeAsync(HttpContext context)
    {
        RowFormat format = RowFormat.Of(context.Request);
        RequestBody.CheckLength(context.Request, maxBody);
        PipeReader reader = context.Request.BodyReader;
        ReadResult read = await ReadWholeAsync(reader);
        try
        {
            long start = Stopwatch.GetTimestamp();
            Predict(format, read.Buffer, context.Response);
            metrics.RecordPrediction(Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            metrics.CountRequestBytes(read.Buffer.Length);
            reader.AdvanceTo(read.Buffer.End);
        }

        await context.Response.BodyWriter.FlushAsync();
    }

    // Nothing is consumed before all is there; Kestrel ends a body that grows past its limit.
    private async ValueTask<ReadResult> ReadWholeAsync(PipeReader reader)
    {
        try
        {
            ReadResult read = await reader.ReadAsync();
            while (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await reader.ReadAsync();
            }

            return read;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw RequestBody.TooLarge(maxBody, "more");
        }
    }

    private void Predict(RowFormat format, in ReadOnlySequence<byte> body, HttpResponse response)
    {
        if (body.IsEmpty)
            throw new RequestException(StatusCodes.Status400BadRequest, $"Expected rows of {model.Shape.InFeatures} numbers; the body is empty.");
        ModelShape shape = model.Shape;
        using var input = new Rented<float>((int)Math.Min(format.MostFloats(body.Length), shape.MaxBatch * (long)shape.InFeatures));
        int rows = format.Read(body, shape, input.Span);
        ReadOnlySpan<float> x = input.Span[..(rows * shape.InFeatures)];
        CheckFinite(x, shape.InFeatures, StatusCodes.Status400BadRequest, "Expected finite numbers; input");

        using var output = new Rented<float>(rows * shape.OutFeatures);
        Run(x, output.Span);
        CheckFinite(output.Span, shape.OutFeatures, StatusCodes.Status422UnprocessableEntity, "The model has no finite answer to this input; output");

        using var text = new Rented<byte>(format.MostBytes(rows, shape.OutFeatures, model.ClassNames));
        int length = format.Write(output.Span, shape.OutFeatures, model.ClassNames, text.Span);
        response.ContentType = format.ContentType;
        response.ContentLength = length;
        response.BodyWriter.Write(text.Span[..length]);
    }

    // The lengths are right, so that all that a plan can refuse is a number that is no code of a category.
    private void Run(ReadOnlySpan<float> x, Span<float> output)
    {
        try
        {
            model.Run(x, output);
        }
        catch (ArgumentException e) when (e is not ArgumentOutOfRangeException)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private static void CheckFinite(ReadOnlySpan<float> rows, int features, int status, string what)
    {
        if (TensorPrimitives.IsFiniteAll(rows))
            return;
        int i = 0;
        while (float.IsFinite(rows[i]))
            i++;
        string value = float.IsNaN(rows[i]) ? "NaN" : rows[i] > 0 ? "infinity" : "-infinity";
        throw new RequestException(status, $"{what} [{i / features}][{i % features}] is {value}.");
    }
}
