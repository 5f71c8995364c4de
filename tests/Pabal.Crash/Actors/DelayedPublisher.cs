using System.Diagnostics;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Sends messages that wait for some time; those that wait equally long count as those of one publisher.</summary>
internal sealed class DelayedPublisher(Ledger ledger, int publisher, Random random) : IActor
{
    private const int MaxUnanswered = 50;
    private static readonly int[] DelaysMs = [50, 200, 600];

    /// <summary>When no message of a round waits any more.</summary>
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromMilliseconds(600);

    public string Name => "delayed publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        while (connection.IsOpen)
        {
            for (var left = random.Next(1, 60); left > 0; left--)
                await SendAsync(channel, random.Next(DelaysMs.Length));
            await Task.Delay(random.Next(30));
        }
    }

    private async Task SendAsync(PublisherChannel channel, int which)
    {
        var length = random.Next(MessageBody.MinLength, random.Next(20) == 0 ? 50_000 : 400);
        var message = ledger.Prepare(new Publication(), publisher + which, length, persistent: true, Names.Delayed);
        message.Delay = (Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(DelaysMs[which]));
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-delay"] = DelaysMs[which] };
        await channel.SendAsync(message, "", Names.Delayed, new BasicProperties { Persistent = true, Headers = headers });
        await channel.AnsweredAsync(MaxUnanswered);
    }
}
