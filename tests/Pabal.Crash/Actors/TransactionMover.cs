using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Takes messages from one queue and sends others to another, both in one transaction.</summary>
internal sealed class TransactionMover(Ledger ledger, int publisher, Random random) : IActor
{
    private static readonly string From = Names.TransactionQueues[0];
    private static readonly string To = Names.TransactionQueues[2];

    public string Name => "transaction mover";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.TxSelectAsync();
        await channel.BasicQosAsync(0, 20, global: false);
        var session = new Session(Name, From);
        var consumer = new LedgerConsumer(channel, ledger, session);
        await channel.BasicConsumeAsync(From, autoAck: false, consumer);
        try
        {
            while (await consumer.Deliveries.WaitToReadAsync())
            {
                var batch = new List<Delivery>();
                for (var left = random.Next(1, 10); left > 0 && consumer.Deliveries.TryRead(out var delivery); left--)
                    batch.Add(delivery);
                while (!await MoveAsync(channel, batch))
                {
                    // It was rolled back, so all of it is still to be done.
                }
            }
        }
        finally
        {
            ledger.End(session);
        }
    }

    /// <returns>False when it was rolled back: the messages are still held then.</returns>
    private async Task<bool> MoveAsync(IChannel channel, List<Delivery> batch)
    {
        var publication = new Publication();
        foreach (var delivery in batch)
        {
            var message = ledger.Prepare(publication, publisher, random.Next(MessageBody.MinLength, 500), persistent: true, To);
            await channel.BasicPublishAsync(
                "", To, mandatory: false, new BasicProperties { Persistent = true }, MessageBody.Create(message));
            await channel.BasicAckAsync(delivery.Tag, multiple: false);
        }
        if (random.Next(6) == 0)
        {
            await channel.TxRollbackAsync();
            return false;
        }
        publication.Settles.AddRange(batch.Select(delivery => delivery.Copy));
        ledger.Send(publication);
        await channel.TxCommitAsync();
        ledger.Confirm(publication);
        return true;
    }
}
