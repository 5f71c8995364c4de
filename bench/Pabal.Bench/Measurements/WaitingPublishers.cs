using System.Globalization;
using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Machine;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Measurements;

/// <summary>Publishers that wait for each confirm: one compared with the disk, and many compared with one.</summary>
internal sealed class WaitingPublishers(LoadRunner runner, BenchOptions options, CancellationToken cancellation)
{
    public const string Name = "durable publishers that wait for each confirm";

    private const int Many = 64;

    private static readonly Limit OfDisk = Limit.AtLeast(0.8);
    private static readonly Limit OfOne = Limit.AtLeast(20);

    public async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        await using var broker = await PabalServer.StartAsync(options, cancellation);
        var disks = new List<DiskTimes>();
        var (one, many) = (new List<double>(), new List<double>());
        for (var i = 0; i < options.Repetitions; i++)
        {
            disks.Add(DiskProbe.Measure());
            foreach (var (count, rates) in new[] { (1, one), (Many, many) })
            {
                var run = (await runner.RunAsync(broker, Arguments(count))).Counted;
                rates.Add(run.ConfirmedPerSecond);
                Progress.Say(
                    $"{count}: {rates[^1]:N0}/s; broker CPU {run.BrokerMicrosecondsPerPublished:F1} µs/message; "
                    + $"disk {disks[^1].Appended.PerSecond:N0}/s appended, {disks[^1].Preallocated.PerSecond:N0}/s preallocated");
            }
        }
        return Report(disks, new Samples(one), new Samples(many));
    }

    private static string[] Arguments(int producers) =>
    [
        "--consumers", "0", "--durable", "--persistent", "--confirm", "1",
        "--producers", producers.ToString(CultureInfo.InvariantCulture),
    ];

    private static Measurement[] Report(List<DiskTimes> disks, Samples one, Samples many)
    {
        var appended = new Samples(disks.Select(disk => disk.Appended.PerSecond));
        var reserved = new Samples(disks.Select(disk => disk.Preallocated.PerSecond));
        var ofDisk = one.Median / appended.Median;
        var ofOne = many.Median / one.Median;
        return
        [
            Measurement.Shown(
                "durable publishers: fdatasync of 4 KiB beside them",
                $"{Format.Rate(appended)} appended, {Format.Rate(reserved)} preallocated"),
            Measurement.Shown("durable publisher that waits for each confirm, one", Format.Rate(one)),
            Measurement.Create(
                "… of the machine's fdatasyncs of an append", $"{ofDisk:F2} ({one.Median / reserved.Median:F2} of preallocated)",
                ofDisk, OfDisk),
            Measurement.Shown($"{Name}, {Many} together", Format.Rate(many)),
            Measurement.Create("… times one of them", $"{ofOne:F1}", ofOne, OfOne),
        ];
    }
}
