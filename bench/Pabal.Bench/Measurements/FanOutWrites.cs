using System.Globalization;
using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Processes;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Measurements;

/// <summary>
/// What a message to many durable queues makes the disk write, from its publishing to its last acknowledgement.
/// </summary>
internal sealed class FanOutWrites(LoadRunner runner, BenchOptions options, CancellationToken cancellation)
{
    public const string Name = "durable fan-out: octets written per 16-byte message";

    private const int Messages = 100_000;

    private static readonly Limit PerQueue = Limit.Below(16);
    private static readonly int[] QueueCounts = [1, 10, 100];

    public async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var written = new List<double>();
        var measurements = new List<Measurement>();
        foreach (var queues in QueueCounts)
        {
            await using var broker = await PabalServer.StartAsync(options, cancellation);
            var before = ProcessDisk.Written(broker.ProcessId);
            var run = (await runner.RunOnceAsync(broker, Arguments(queues))).Counted;
            written.Add((ProcessDisk.Written(broker.ProcessId) - before) / (double)Messages);
            measurements.Add(Measurement.Shown($"{Name}, queues: {Text(queues)}", $"{written[^1]:N1}"));
            Progress.Say($"{queues} queues: {written[^1]:N1} octets per message, {run.ConsumedPerSecond:N0} deliveries/s");
        }
        var growth = (written[^1] - written[0]) / (QueueCounts[^1] - QueueCounts[0]);
        measurements.Add(Measurement.Create($"{Name}, per further queue", $"{growth:F2}", growth, PerQueue));
        return measurements;
    }

    private static string[] Arguments(int queues) =>
    [
        "--type", "fanout", "--queues", Text(queues), "--consumers", Text(queues), "--count", Text(Messages),
        "--durable", "--persistent", "--confirm", "1000", "--ack", "100", "--prefetch", "1000",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
