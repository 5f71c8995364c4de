using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Acknowledges one by one or many at once, in order and out of order, returns some, and forgets some.</summary>
internal sealed class AcknowledgingConsumer(Ledger ledger, string queue, Random random) : IActor
{
    private static readonly ushort[] Prefetches = [1, 10, 100, 1_000, 0];

    private readonly List<Delivery> held = [];

    public string Name => $"consumer of {queue}";

    public async Task RunAsync(IConnection connection)
    {
        while (connection.IsOpen)
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.BasicQosAsync(0, Prefetches[random.Next(Prefetches.Length)], global: false);
            var session = new Session(Name, queue);
            var consumer = new LedgerConsumer(channel, ledger, session);
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
            try
            {
                await WorkAsync(channel, consumer);
            }
            finally
            {
                // What it still holds goes back when the channel closes, right after this.
                ledger.End(session);
                held.Clear();
            }
        }
    }

    private async Task WorkAsync(IChannel channel, LedgerConsumer consumer)
    {
        for (var steps = random.Next(20, 400); steps > 0; steps--)
        {
            if (held.Count == 0 && !await consumer.Deliveries.WaitToReadAsync())
                return;
            for (var left = random.Next(1, 40); left > 0 && consumer.Deliveries.TryRead(out var delivery); left--)
                held.Add(delivery);
            await SettleAsync(channel);
            if (random.Next(8) == 0)
                await Task.Delay(random.Next(8));
        }
    }

    private async Task SettleAsync(IChannel channel)
    {
        var at = random.Next(held.Count);
        switch (random.Next(20))
        {
            case < 8:
                await channel.BasicAckAsync(Settle(at, multiple: true), multiple: true);
                break;
            case < 14:
                await channel.BasicAckAsync(Settle(at, multiple: false), multiple: false);
                break;
            case < 16:
                await channel.BasicRejectAsync(Return(at, multiple: false), requeue: true);
                break;
            case < 17:
                await channel.BasicNackAsync(Return(at, multiple: true), multiple: true, requeue: true);
                break;
            case < 18:
                await channel.BasicRejectAsync(Settle(at, multiple: false), requeue: false);
                break;
            default:
                break;
        }
    }

    private ulong Settle(int at, bool multiple)
    {
        var (tag, taken) = Take(at, multiple);
        ledger.Settle(taken);
        return tag;
    }

    private ulong Return(int at, bool multiple)
    {
        var (tag, taken) = Take(at, multiple);
        ledger.Return(taken);
        return tag;
    }

    // Deliveries come in the order of their tags, so that those up to one of them are a prefix.
    private (ulong Tag, List<MessageCopy> Taken) Take(int at, bool multiple)
    {
        var tag = held[at].Tag;
        var (from, count) = multiple ? (0, at + 1) : (at, 1);
        var taken = held.GetRange(from, count).ConvertAll(delivery => delivery.Copy);
        held.RemoveRange(from, count);
        return (tag, taken);
    }
}
