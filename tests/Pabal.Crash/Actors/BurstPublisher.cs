using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Sends many small messages at once, some of them transient, to one queue after the other.</summary>
internal sealed class BurstPublisher(Ledger ledger, int publisher, Random random) : IActor
{
    private const int MaxUnanswered = 3_000;
    private static readonly string[] Queues = [Names.Burst, Names.Automatic, Names.Backlog];

    private volatile TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "burst publisher";

    /// <summary>Completes when the next burst has just been sent and not yet been confirmed.</summary>
    public Task NextBurst()
    {
        sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return sent.Task;
    }

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        while (connection.IsOpen)
        {
            await SendBurstAsync(channel);
            sent.TrySetResult();
            await channel.AnsweredAsync(atMost: random.Next(3) == 0 ? MaxUnanswered : 0);
            await Task.Delay(random.Next(60));
        }
    }

    private async Task SendBurstAsync(PublisherChannel channel)
    {
        var queue = Queues[random.Next(Queues.Length)];
        var transientShare = random.Next(2) * 0.2;
        for (var left = random.Next(10, 1_000); left > 0; left--)
        {
            var length = random.Next(MessageBody.MinLength, 100);
            await channel.SendAsync(queue, length, persistent: random.NextDouble() >= transientShare);
        }
    }
}
