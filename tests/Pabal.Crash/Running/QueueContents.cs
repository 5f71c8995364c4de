using Pabal.Crash.Actors;
using Pabal.Crash.Checking;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>
/// All messages of a queue, held by one channel: disposing of it gives those back that were not acknowledged.
/// </summary>
internal sealed class QueueContents : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly IChannel channel;
    private readonly QueueReading reading;
    private readonly List<Delivery> deliveries = [];
    private readonly uint expected;
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private QueueContents(IChannel channel, QueueReading reading, uint expected)
        : base(channel)
    {
        this.channel = channel;
        this.reading = reading;
        this.expected = expected;
        if (expected == 0)
            complete.SetResult();
    }

    public int Count => reading.Count;

    /// <summary>Consumes a queue until it is empty.</summary>
    public static async Task<QueueContents> ReadAsync(IConnection connection, string queue, RestartCheck check, Ledger ledger)
    {
        var reader = await connection.CreateChannelAsync();
        var contents = new QueueContents(reader, check.Read(queue), await reader.MessageCountAsync(queue));
        var tag = await reader.BasicConsumeAsync(queue, autoAck: false, contents);
        try
        {
            await contents.complete.Task.WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            contents.ReportCount(ledger, queue);
        }
        // Its answer is behind everything that was delivered, so that nothing is overlooked that was not counted.
        await reader.BasicCancelAsync(tag);
        await contents.canceled.Task.WaitAsync(Deadline);
        if (contents.Count > contents.expected)
            contents.ReportCount(ledger, queue);
        return contents;
    }

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (reading.Observe(body.Span, redelivered) is { } copy)
            deliveries.Add(new Delivery(deliveryTag, copy));
        if (Count == expected)
            complete.TrySetResult();
        return Task.CompletedTask;
    }

    public override async Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        await base.HandleBasicCancelOkAsync(consumerTag, cancellationToken);
        canceled.TrySetResult();
    }

    /// <summary>Acknowledges a part: most of what is too much, else sometimes a prefix and some behind it.</summary>
    public async Task SettleSomeAsync(Ledger ledger, Random random)
    {
        const int maxCount = 4_000;
        const int maxOctets = 20_000_000;
        if (Count > maxCount || reading.Octets > maxOctets)
        {
            var share = 0.7 + (random.NextDouble() * 0.3);
            await SettleAsync(ledger, 0, _ => random.NextDouble() < share);
        }
        else if (random.Next(3) == 0 && deliveries.Count > 0)
        {
            var prefix = random.Next(deliveries.Count);
            ledger.Settle(deliveries.Take(prefix).Select(delivery => delivery.Copy));
            if (prefix > 0)
                await channel.BasicAckAsync(deliveries[prefix - 1].Tag, multiple: true);
            await SettleAsync(ledger, prefix, _ => random.Next(5) == 0);
        }
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private void ReportCount(Ledger ledger, string queue) =>
        ledger.Report(ViolationKind.Failed, queue, $"counts {expected} messages, and delivers {Count}");

    private async Task SettleAsync(Ledger ledger, int from, Predicate<Delivery> isWanted)
    {
        foreach (var delivery in deliveries.Skip(from).Where(delivery => isWanted(delivery)))
        {
            ledger.Settle([delivery.Copy]);
            await channel.BasicAckAsync(delivery.Tag, multiple: false);
        }
    }
}
