using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Consumes with automatic acknowledgement, with pauses in which the queue grows.</summary>
internal sealed class AutomaticConsumer(Ledger ledger, Random random) : IActor
{
    public string Name => "automatic consumer";

    public async Task RunAsync(IConnection connection)
    {
        while (connection.IsOpen)
        {
            await using var channel = await connection.CreateChannelAsync();
            var session = new Session(Name, Names.Automatic, automatic: true);
            await channel.BasicConsumeAsync(Names.Automatic, autoAck: true, new LedgerConsumer(channel, ledger, session));
            await Task.Delay(random.Next(300));
            ledger.End(session);
            await channel.CloseAsync();
            await Task.Delay(random.Next(100));
        }
    }
}
