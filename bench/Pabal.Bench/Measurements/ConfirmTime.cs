using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Measurements;

/// <summary>The time until a confirm at a low rate, compared with what the disk takes for it.</summary>
internal static class ConfirmTime
{
    private static readonly Limit OfDisk = Limit.AtMost(1.5);

    public static IEnumerable<Measurement> Compare(ScenarioResult openLoop)
    {
        var name = openLoop.Scenario.Name;
        var appended = new Samples(openLoop.Disk.Select(disk => disk.Appended.MedianMicroseconds));
        var reserved = new Samples(openLoop.Disk.Select(disk => disk.Preallocated.MedianMicroseconds));
        yield return Measurement.Shown(
            "durable confirm: fdatasync of 4 KiB beside it, p50",
            $"{Format.Microseconds(appended)} appended, {Format.Microseconds(reserved)} preallocated");
        if (openLoop.Figures(BrokerNames.Pabal, run => run.Confirm.P50) is not { } confirm)
            yield break;
        var ratio = confirm.Median / appended.Median;
        yield return Measurement.Create(
            $"{name}, p50: times the fdatasync of an append",
            $"{ratio:F2} ({confirm.Median / reserved.Median:F2} of preallocated)",
            ratio, OfDisk);
    }
}
