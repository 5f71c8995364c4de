using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Sends messages from 1 KiB to 300 KiB, a few at a time.</summary>
internal sealed class LargePublisher(Ledger ledger, int publisher, Random random) : IActor
{
    private const int MaxUnanswered = 6;

    public string Name => "large publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        while (connection.IsOpen)
        {
            await channel.SendAsync(Names.Large, (int)(1024 * Math.Pow(300, random.NextDouble())));
            await channel.AnsweredAsync(MaxUnanswered);
            await Task.Delay(random.Next(6));
        }
    }
}
