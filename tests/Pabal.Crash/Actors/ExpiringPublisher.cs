namespace Pabal.Crash.Actors;

/// <summary>Fills a queue whose messages expire soon.</summary>
internal sealed class ExpiringPublisher(Random random) : IActor
{
    public string Name => "expiring publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync();
        while (connection.IsOpen)
        {
            for (var left = random.Next(1, 30); left > 0; left--)
            {
                await channel.BasicPublishAsync(
                    "", Names.Expiring, mandatory: false, new BasicProperties { Persistent = true }, new byte[random.Next(500)]);
            }
            await Task.Delay(random.Next(50));
        }
    }
}
