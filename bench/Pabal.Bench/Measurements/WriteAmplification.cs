using System.Globalization;
using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Processes;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Measurements;

/// <summary>
/// What the disk writes for each octet of the messages while they come and go, and while some that nobody takes lie
/// between them, so that log files become sparse and are compacted.
/// </summary>
internal sealed class WriteAmplification(LoadRunner runner, BenchOptions options, CancellationToken cancellation)
{
    public const string Name = "durable write amplification at 1 KiB";

    private const int BodyLength = 1024;
    private const int LogFileLength = 64 << 20;
    private const string Common = "--durable --persistent --confirm 1000 --size 1024 --warmup 0 --time";

    // Longer than other runs: several log files are to become sparse.
    private const double TimesLonger = 3;

    private static readonly Limit Target = Limit.AtMost(1.5);

    public async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        await using var broker = await PabalServer.StartAsync(options, cancellation);
        var before = ProcessDisk.Written(broker.ProcessId);
        var time = (options.Seconds * TimesLonger).ToString(CultureInfo.InvariantCulture);
        var passing = runner.RunOnceAsync(broker, $"{Common} {time} --ack 100 --prefetch 1000".Split(' '));
        var staying = runner.RunOnceAsync(broker, $"{Common} {time} --consumers 0 --rate 500 --keep --prefix stays".Split(' '));
        var (passed, stayed) = ((await passing).Counted, (await staying).Counted);
        var written = ProcessDisk.Written(broker.ProcessId) - before;
        var sent = passed.Sent + stayed.Sent;
        var bodies = (double)sent * BodyLength;
        Progress.Say($"{written / 1e6:N0} MB written for {bodies / 1e6:N0} MB of bodies");
        return
        [
            Measurement.Create(
                $"{Name}, {written / (double)LogFileLength:F0} log files, {100.0 * stayed.Sent / sent:F1} % of the messages stay",
                $"{written / bodies:F2}", written / bodies, Target),
            Measurement.Shown($"{Name}: deliveries meanwhile", Format.Rate(new Samples([passed.ConsumedPerSecond]))),
        ];
    }
}
