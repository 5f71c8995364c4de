using System.Diagnostics;
using Pabal.Bench.Amqp;
using Pabal.Bench.Brokers;
using Pabal.Bench.Measurements;
using Pabal.Bench.Processes;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Backlogs;

/// <summary>
/// Two long queues are filled, survive a stop and a crash, and are drained, while one old message stays unacknowledged.
/// </summary>
internal sealed class BacklogRun : IAsyncDisposable
{
    public const string DiskUse = "disk use when one message is left";

    private const double Mib = 1024 * 1024;
    private const string OldQueue = "old";

    // The one record of the old message is in one of three files.
    private const long DiskLimit = (3 * 64 * 1024 * 1024) + (1024 * 1024);

    private static readonly Limit StartLimit = Limit.AtMost(2);
    private static readonly Limit MemoryLimit = Limit.AtMost(250);

    private readonly BenchOptions brokerOptions;
    private readonly CancellationToken cancellation;
    private readonly TemporaryFolder folder;
    private readonly BacklogQueue[] queues;
    private readonly BacklogQueue old = new(OldQueue, 1, 1024, 1);
    private readonly List<Measurement> measurements = [];
    private PabalServer? broker;

    public BacklogRun(BacklogOptions options, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        brokerOptions = BenchOptions.Parse(["--pabal", $"--Sync={options.Sync}"]);
        folder = new TemporaryFolder(options.Folder);
        queues = [new("small", options.Small, 16, 20_000), new("large", options.Large, 1024, 4_000)];
    }

    private string Data => folder["data"];

    private int Port => broker!.Port;

    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        try
        {
            broker = await PabalServer.StartAsync(brokerOptions, folder, cancellation);
            using (Hold())
                Fill();
            await RestartAsync("SIGTERM");
            broker.Kill();
            await RestartAsync("SIGKILL");
            using (HoldAgain())
                await DrainAsync();
            BacklogConsumer.Run(Port, old, cancellation);
        }
        catch (Exception exception) when (exception is BenchException or System.Net.Sockets.SocketException)
        {
            measurements.Add(Measurement.Failed("backlog", exception.Message));
        }
        return measurements;
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        folder.Dispose();
    }

    private AmqpClient Hold()
    {
        using (var client = AmqpClient.Connect(Port))
        {
            foreach (var queue in queues.Append(old))
                client.DeclareDurable(queue.Name);
        }
        BacklogPublisher.Run(Port, old, cancellation);
        return HoldAgain();
    }

    private AmqpClient HoldAgain()
    {
        var holder = AmqpClient.Connect(Port);
        holder.ConsumeOne(OldQueue);
        if (!BacklogBody.IsOf(0, holder.ReceiveDelivery()))
            throw new BenchException("the old message is another");
        return holder;
    }

    private void Fill()
    {
        foreach (var queue in queues)
        {
            var written = ProcessDisk.Written(broker!.ProcessId);
            var time = BacklogPublisher.Run(Port, queue, cancellation);
            Show($"{queue.Title}: {queue.Count:N0} published with confirms, at", Rate(queue, time));
            var factor = (double)(ProcessDisk.Written(broker.ProcessId) - written) / queue.Length / queue.Count;
            Show($"{queue.Title}: octets written to disk per octet of body", $"{factor:F2}");
        }
        Show("disk use of the backlog", Megabytes(DataFolder.Size(Data)));
        Show("most memory while it was published", Megabytes(ProcessMemory.Peak(broker!.ProcessId)));
    }

    private async Task RestartAsync(string signal)
    {
        await broker!.DisposeAsync();
        var started = Stopwatch.GetTimestamp();
        broker = await PabalServer.StartAsync(brokerOptions, folder, cancellation);
        using (var client = AmqpClient.Connect(Port))
        {
            client.ConsumeOne(queues[0].Name);
            client.ReceiveDelivery();
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Judge($"start to first delivery, after {signal}", $"{seconds:F2} s", seconds, StartLimit, " s");
        var resident = await ProcessMemory.SettledAsync(broker.ProcessId, cancellation);
        Judge($"memory after it, after {signal}", Megabytes(resident), resident / Mib, MemoryLimit, " MiB");
    }

    private async Task DrainAsync()
    {
        foreach (var queue in queues)
        {
            var time = BacklogConsumer.Run(Port, queue, cancellation);
            Show($"{queue.Title}: drained, complete and in order, at", Rate(queue, time));
        }
        var peak = ProcessMemory.Peak(broker!.ProcessId);
        Show("most memory from the start until then", Megabytes(peak));
        var size = await DataFolder.ShrinkAsync(Data, DiskLimit, cancellation);
        Judge(DiskUse, Megabytes(size), size / Mib, Limit.AtMost(DiskLimit / Mib), " MiB");
        using var client = AmqpClient.Connect(Port);
        foreach (var queue in queues.Where(queue => client.DeclareDurable(queue.Name) != 0))
            measurements.Add(Measurement.Failed(queue.Name, "still has messages"));
    }

    private void Show(string name, string figure) => Add(Measurement.Shown(name, figure));

    private void Judge(string name, string figure, double value, Limit limit, string unit) =>
        Add(Measurement.Create(name, figure, value, limit, unit));

    private void Add(Measurement measurement)
    {
        Progress.Say($"{measurement.Name}: {measurement.Figure}");
        measurements.Add(measurement);
    }

    private static string Rate(BacklogQueue queue, TimeSpan time) => Format.Rate(new Samples([queue.Count / time.TotalSeconds]));

    private static string Megabytes(long octets) => $"{octets / Mib:F0} MiB";
}
