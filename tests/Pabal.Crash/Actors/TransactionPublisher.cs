using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Publishes to several queues in one transaction, and takes some of them back.</summary>
internal sealed class TransactionPublisher(Ledger ledger, int publisher, Random random) : IActor
{
    public string Name => "transaction publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.TxSelectAsync();
        while (connection.IsOpen)
        {
            var publication = new Publication();
            for (var left = random.Next(1, 20); left > 0; left--)
                await SendAsync(channel, publication);
            if (random.Next(5) == 0)
                await channel.TxRollbackAsync();
            else
                await CommitAsync(channel, publication);
        }
    }

    private async Task SendAsync(IChannel channel, Publication publication)
    {
        var toAll = random.Next(10) == 0;
        string[] targets = toAll ? [.. Names.FanoutQueues] : [Names.TransactionQueues[random.Next(Names.TransactionQueues.Count)]];
        var length = random.Next(MessageBody.MinLength, 2_000);
        var message = ledger.Prepare(publication, publisher, length, persistent: true, targets);
        await channel.BasicPublishAsync(
            toAll ? Names.Fanout : "", targets[0], mandatory: false, new BasicProperties { Persistent = true },
            MessageBody.Create(message));
    }

    private async Task CommitAsync(IChannel channel, Publication publication)
    {
        ledger.Send(publication);
        await channel.TxCommitAsync();
        ledger.Confirm(publication);
    }
}
