using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LatencyService;

/// <summary>POST /models: the body, a safetensors file, replaces the model; if anything is wrong with it, the old one goes on serving.</summary>
/// <remarks>
/// The file itself and not a path to one: no text from a request gets near the file system. It is written to a folder that only this process may enter,
/// under a name chosen here, and deleted when its weights are in memory. One at a time, so that memory and disk are bounded.
/// </remarks>
internal sealed class ModelsEndpoint(Model model, ServiceMetrics metrics, ServiceOptions options)
{
    private int _swapping;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!RequestBody.Is(context.Request, RawRows.MediaType))
            throw RequestBody.UnsupportedMediaType(context.Request, RawRows.MediaType);
        RequestBody.CheckLength(context.Request, options.MaxModel);
        if (Interlocked.Exchange(ref _swapping, 1) == 1)
            throw new RequestException(StatusCodes.Status409Conflict, "Another model is being loaded; try again.");
        try
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = options.MaxModel;
            model.Swap(await ReceiveAsync(context));
        }
        catch (ModelException e)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, $"The file cannot be served: {e.Message}. The model has not changed.");
        }
        finally
        {
            Volatile.Write(ref _swapping, 0);
        }

        metrics.CountSwap();
        await Answer.WriteHealthAsync(context.Response, model);
    }

    private async Task<ServedPlan> ReceiveAsync(HttpContext context)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("latency-service-");
        try
        {
            string path = Path.Combine(folder.FullName, "model.safetensors");
            long length = await SaveAsync(context, path);
            if (length == 0)
                throw new RequestException(StatusCodes.Status400BadRequest, "Expected a safetensors file; the body is empty.");
            return await Task.Run(() => ServedFile.Load(path, options.MaxBatch));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<long> SaveAsync(HttpContext context, string path)
    {
        try
        {
            await using FileStream file = new(path, FileMode.CreateNew);
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
            metrics.CountRequestBytes(file.Length);
            return file.Length;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw RequestBody.TooLarge(options.MaxModel, "more");
        }
    }
}
