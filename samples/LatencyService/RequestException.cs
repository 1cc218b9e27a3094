namespace LatencyService;

/// <summary>A request that cannot be answered, through a fault of its own.</summary>
/// <param name="status">a status code from 400 to 499</param>
/// <param name="detail">what was expected and what came; the client reads it</param>
internal sealed class RequestException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;
}
