namespace Pabal.Bench.Reporting;

/// <summary>Words and numbers of the page. The program runs in the invariant culture.</summary>
internal static class Format
{
    public const string Nothing = "–";

    /// <summary>Messages per second: the median, and the range when there were several runs.</summary>
    public static string Rate(Samples samples) => Range(samples, Short, "/s");

    /// <summary>Microseconds: the median, and the range when there were several runs.</summary>
    public static string Microseconds(Samples samples) => Range(samples, Number, " µs");

    public static string Seconds(Samples samples) => Range(samples, Number, " s");

    public static string Mebibytes(Samples samples) => Range(samples, number => $"{number:F0}", " MiB");

    private static string Range(Samples samples, Func<double, string> format, string unit)
    {
        var median = format(samples.Median) + unit;
        return samples.Spread == 0 ? median : $"{median} ({format(samples.Min)}–{format(samples.Max)})";
    }

    private static string Short(double number) => number switch
    {
        >= 1e6 => $"{number / 1e6:F2} M",
        >= 1e3 => $"{number / 1e3:F1} k",
        _ => Number(number),
    };

    private static string Number(double number) => number < 10 ? $"{number:F2}" : $"{number:N0}";
}
