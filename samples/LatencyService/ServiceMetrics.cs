using System.Diagnostics.Metrics;

namespace LatencyService;

/// <summary>The service's instruments, for /metrics and for tools like dotnet-counters alike. Recording allocates nothing.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    // 1-2-5 steps from a microsecond to 10 ms, in seconds.
    private static readonly double[] _durationBounds = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2];

    // A tag's value is an object: each status code is boxed once.
    private static readonly object[] _statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    private readonly Counter<long> _requests, _requestBytes, _responseBytes, _swaps;
    private readonly Histogram<double> _predictions;

    public ServiceMetrics()
    {
        Meter = new Meter("LatencyService");
        _requests = Meter.CreateCounter<long>("latency_service_requests_total", description: "Requests answered, by status code.");
        _predictions = Meter.CreateHistogram("latency_service_predict_duration_seconds", description: "Parsing, predicting and writing one answer, without the network.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = _durationBounds });
        _requestBytes = Meter.CreateCounter<long>("latency_service_request_bytes_total", description: "Bytes of request bodies read.");
        _responseBytes = Meter.CreateCounter<long>("latency_service_response_bytes_total", description: "Bytes of response bodies written.");
        _swaps = Meter.CreateCounter<long>("latency_service_model_swaps_total", description: "Models that replaced another.");
        Meter.CreateObservableCounter("latency_service_gc_collections_total", description: "Garbage collections, by generation; one counts for the lower generations, too.",
            observeValues: () => Enumerable.Range(0, GC.MaxGeneration + 1)
                .Select(generation => new Measurement<long>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", generation))));
        Meter.CreateObservableCounter("latency_service_gc_allocated_bytes_total", description: "Bytes allocated on the managed heap.", observeValue: () => GC.GetTotalAllocatedBytes());
    }

    public Meter Meter { get; }

    public void CountAnswer(int status, long bodyLength)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("status", _statuses[status]));
        _responseBytes.Add(bodyLength);
    }

    public void CountRequestBytes(long bodyLength) => _requestBytes.Add(bodyLength);

    public void RecordPrediction(TimeSpan duration) => _predictions.Record(duration.TotalSeconds);

    public void CountSwap() => _swaps.Add(1);

    public void Dispose() => Meter.Dispose();
}
