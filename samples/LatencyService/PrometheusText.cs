using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LatencyService;

/// <summary>Adds up what the instruments of one meter measure, and writes it in Prometheus' text format, version 0.0.4.</summary>
/// <remarks>
/// Takes counters of long, with one tag at most, whose value needs no escaping, and histograms of double with the bounds that they advise.
/// Each instrument's sums are the state that the listener hands back with its measurements, so recording looks nothing up by name.
/// </remarks>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly List<Series> _series = [];

    public PrometheusText(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter)
                return;
            Series series = instrument is Histogram<double> histogram ? new HistogramSeries(histogram) : new CounterSeries(instrument);
            _series.Add(series);
            listener.EnableMeasurementEvents(instrument, series);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, series) => ((CounterSeries)series!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, _, series) => ((HistogramSeries)series!).Add(value));
        _listener.Start();
    }

    public byte[] Collect()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (Series series in _series)
            series.Write(text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public void Dispose() => _listener.Dispose();

    private abstract class Series(Instrument instrument, string type)
    {
        protected Instrument Instrument => instrument;

        public void Write(StringBuilder text)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {instrument.Name} {instrument.Description}\n# TYPE {instrument.Name} {type}\n");
            WriteSamples(text);
        }

        protected abstract void WriteSamples(StringBuilder text);
    }

    private sealed class CounterSeries(Instrument instrument) : Series(instrument, "counter")
    {
        // By the text between the braces; the boxed tag values make the key that recording needs.
        private readonly ConcurrentDictionary<object, Sum> _sums = [];

        public void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            object key = tags.IsEmpty ? "" : tags[0].Value!;
            if (!_sums.TryGetValue(key, out Sum? sum))
                sum = _sums.GetOrAdd(key, new Sum(tags.IsEmpty ? "" : $"{{{tags[0].Key}=\"{tags[0].Value}\"}}"));
            if (Instrument.IsObservable)
                Volatile.Write(ref sum.Value, value); // it tells the sum itself
            else
                Interlocked.Add(ref sum.Value, value);
        }

        protected override void WriteSamples(StringBuilder text)
        {
            foreach (Sum sum in _sums.Values.OrderBy(sum => sum.Labels, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{Instrument.Name}{sum.Labels} {Volatile.Read(ref sum.Value)}\n");
        }
    }

    private sealed class Sum(string labels)
    {
        public long Value;

        public string Labels => labels;
    }

    private sealed class HistogramSeries(Histogram<double> histogram) : Series(histogram, "histogram")
    {
        private readonly double[] _bounds = [.. histogram.Advice!.HistogramBucketBoundaries!];

        // Behind the buckets one for what is above all bounds.
        private readonly long[] _counts = new long[histogram.Advice!.HistogramBucketBoundaries!.Count + 1];
        private double _sum;

        public void Add(double value)
        {
            int bucket = 0;
            while (bucket < _bounds.Length && value > _bounds[bucket])
                bucket++;
            Interlocked.Increment(ref _counts[bucket]);
            double sum = Volatile.Read(ref _sum), seen;
            while ((seen = Interlocked.CompareExchange(ref _sum, sum + value, sum)) != sum)
                sum = seen;
        }

        protected override void WriteSamples(StringBuilder text)
        {
            long count = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
                string bound = i < _bounds.Length ? _bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{Instrument.Name}_bucket{{le=\"{bound}\"}} {count}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{Instrument.Name}_sum {Volatile.Read(ref _sum)}\n{Instrument.Name}_count {count}\n");
        }
    }
}
