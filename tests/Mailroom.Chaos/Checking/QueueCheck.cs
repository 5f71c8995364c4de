using System.Globalization;
using Mailroom.Chaos.Ledgers;
using Mailroom.Chaos.Running;
using Mailroom.Messaging;
using RabbitMQ.Client;

namespace Mailroom.Chaos.Checking;

/// <summary>After everything has come to an end, nothing is left in the broker; least of all among what is parked.</summary>
internal sealed class QueueCheck(ChaosLedger ledger, Site site)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var factory = new ConnectionFactory { Uri = new Uri(site.Broker.Uri) };
        await using var connection = await factory.CreateConnectionAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        using var deadline = new CancellationTokenSource(Deadline);
        foreach (var queue in Queues())
        {
            uint count;
            while ((count = (await channel.QueueDeclarePassiveAsync(queue, cancellation)).MessageCount) > 0)
            {
                if (deadline.IsCancellationRequested || queue == Topology.Parked)
                {
                    ledger.Report(ViolationKind.LeftOver, queue, $"still has {count} events");
                    break;
                }
                await Task.Delay(100, cancellation);
            }
        }
    }

    private static IEnumerable<string> Queues() =>
    [
        Topology.Parked, Topology.Dead, Topology.Commands, Topology.Cancellations, Topology.Results, Topology.Received,
        .. Site.Ladder.Waits.Distinct().Select(
            wait => string.Create(CultureInfo.InvariantCulture, $"mailroom.retry.{(long)wait.TotalMilliseconds}")),
    ];
}
