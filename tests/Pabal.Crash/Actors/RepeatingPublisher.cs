using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>
/// Sends messages with a key, and sends some again, as publishers do that don't know what became of them: in the same round, and
/// after a crash. A key whose message was not there after the crash must be free; any other must not.
/// </summary>
internal sealed class RepeatingPublisher(Ledger ledger, KeyLedger keys, int publisher, Random random) : IActor
{
    private const int MaxUnanswered = 30;

    public string Name => "repeating publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        // What the last crash has interrupted.
        for (var at = Math.Max(0, keys.Count - MaxUnanswered - 1); at < keys.Count; at++)
            await RepeatAsync(channel, at);
        while (connection.IsOpen)
        {
            for (var left = random.Next(1, 40); left > 0; left--)
            {
                if (keys.Count > 0 && random.Next(3) == 0)
                    await RepeatAsync(channel, random.Next(keys.Count));
                else
                    await SendAsync(channel);
                await channel.AnsweredAsync(MaxUnanswered);
            }
            await Task.Delay(random.Next(30));
        }
    }

    private Task SendAsync(PublisherChannel channel)
    {
        var (key, message) = (keys.NextKey(), Prepare());
        keys.Add(key, message);
        return channel.SendAsync(message, "", Names.Unique, PropertiesOf(key));
    }

    private Task RepeatAsync(PublisherChannel channel, int at)
    {
        var (key, message) = keys[at];
        if (!WasLost(message))
            return channel.RepeatAsync(message, "", Names.Unique, PropertiesOf(key));
        var other = Prepare();
        keys.Replace(at, other);
        return channel.SendAsync(other, "", Names.Unique, PropertiesOf(key));
    }

    private Message Prepare() => ledger.Prepare(
        new Publication(), publisher, random.Next(MessageBody.MinLength, 300), persistent: true, Names.Unique);

    // Never confirmed, and looked for in vain.
    private bool WasLost(Message message)
    {
        lock (ledger.Gate)
            return message.Copies.Count == 0 && message.Publication.State == PublicationState.Sent;
    }

    private static BasicProperties PropertiesOf(string key) => new() { Persistent = true, MessageId = key };
}
