using Pabal.Bench.Amqp;
using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Processes;
using Pabal.Bench.Reporting;

namespace Pabal.Bench.Measurements;

/// <summary>
/// A consumer that stops reading while its queue gets messages: what the broker's memory grows by, and how fast another
/// producer and consumer are with and without it.
/// </summary>
internal sealed class StuckConsumer(LoadRunner runner, BenchOptions options, CancellationToken cancellation)
{
    public const string Name = "a consumer that stops reading";

    private const string Queue = "stuck";
    private const int BodyLength = 1024;
    private const int Messages = 64 * 1024;

    public async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var without = new List<double>();
        var with = new List<double>();
        var growth = new List<double>();
        for (var i = 0; i < options.Repetitions; i++)
        {
            // A fresh one each time: memory that the last round left behind would hide the growth.
            await using var broker = await PabalServer.StartAsync(options, cancellation);
            without.Add((await runner.RunAsync(broker, [])).Counted.ConsumedPerSecond);
            var before = await ProcessMemory.SettledAsync(broker.ProcessId, cancellation);
            using var consumer = AmqpClient.Connect(broker.Port);
            Fill(broker.Port, consumer);
            growth.Add((await ProcessMemory.SettledAsync(broker.ProcessId, cancellation) - before) / 1024.0 / 1024.0);
            with.Add((await runner.RunAsync(broker, [])).Counted.ConsumedPerSecond);
        }
        return Report(new Samples(growth), new Samples(without), new Samples(with));
    }

    private static void Fill(int port, AmqpClient consumer)
    {
        consumer.DeclareExclusive(Queue);
        consumer.Consume(Queue);
        using var producer = AmqpClient.Connect(port);
        producer.Publish(Queue, new byte[BodyLength], Messages);
        producer.Synchronize();
    }

    private static Measurement[] Report(Samples growth, Samples without, Samples with)
    {
        const int backlogMib = Messages / 1024 * BodyLength / 1024;
        return
        [
            Measurement.Shown(
                $"{Name}: the broker's growth for {backlogMib} MiB of bodies that wait for it",
                $"{growth.Median:F0} MiB ({growth.Min:F0}–{growth.Max:F0})"),
            Measurement.Shown($"{Name}: another pair without it, 16 B", Format.Rate(without)),
            Measurement.Shown(
                $"{Name}: another pair beside it, 16 B",
                $"{Format.Rate(with)}, {with.Median / without.Median:F2} of that without"),
        ];
    }
}
