using System.Globalization;

namespace SimdNet.Reports;

/// <summary>Numbers as a report shows them, in the invariant culture</summary>
internal static class NumberText
{
    /// <summary>Four significant digits; from 10,000 up to 10 million without fraction, beyond and below 0.0001 with an exponent</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value)) return "not a number";
        if (double.IsInfinity(value)) return value > 0 ? "infinite" : "minus infinite";
        return Math.Abs(value) is >= 1e4 and < 1e7
            ? value.ToString("#,0", CultureInfo.InvariantCulture)
            : value.ToString("G4", CultureInfo.InvariantCulture).Replace('E', 'e');
    }

    public static string Of(double? value) => value is double number ? Of(number) : "-";

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>So many a second: a whole number from 10 on</summary>
    public static string Rate(double rate) => rate >= 10 ? rate.ToString("#,0", CultureInfo.InvariantCulture) : Of(rate);

    public static string Percent(double share) => double.IsNaN(share) ? "-" : share.ToString("0.0 %", CultureInfo.InvariantCulture);

    public static string Percent(double? share) => share is double number ? Percent(number) : "-";

    /// <summary>"95 % interval 96.1 to 99.2 %", which no line breaks before the last sign</summary>
    public static string Interval(Metrics.ConfidenceInterval interval) => string.Create(CultureInfo.InvariantCulture, $"95 % interval {100 * interval.Low:0.0} to {100 * interval.High:0.0}\u00A0%");

    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes} min {duration.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours:#,0} h {duration.Minutes} min"),
    };

    /// <summary>"1 epoch", "2 epochs"</summary>
    public static string Count(long value, string what) => $"{Count(value)} {what}{(value == 1 ? "" : "s")}";
}
