using Pabal.Crash.Actors;
using Pabal.Crash.Checking;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>Reads everything that the broker has after a restart, and has it compared with the ledgers.</summary>
internal sealed class RestartInspection(Ledger ledger, DefinitionLedger definitions, Random random)
{
    /// <returns>How many messages were there.</returns>
    public async Task<int> RunAsync(Uri broker)
    {
        await using var connection = await Clients.ConnectAsync(broker);
        await new DefinitionInspection(connection, ledger, definitions).RunAsync();
        var check = new RestartCheck(ledger);
        var contents = new List<QueueContents>();
        foreach (var queue in Names.Queues.Where(queue => definitions[Definition.OfQueue(queue)] == Presence.Present))
            contents.Add(await QueueContents.ReadAsync(connection, queue, check, ledger));
        check.Conclude();
        foreach (var queue in contents)
        {
            await queue.SettleSomeAsync(ledger, random);
            await queue.DisposeAsync();
        }
        return contents.Sum(queue => queue.Count);
    }
}
