using Mailroom.Bot.Ledgers;

namespace Mailroom.Bot.Sending;

/// <summary>Tells the ledger what became of this process's attempts, now or, where it can't be reached, later. Thread-safe.</summary>
internal sealed class AttemptRecorder(AttemptLedger ledger, BotIdentity bot, OpenAttempts open)
{
    /// <summary>Records an end that this process knows. It is not forgotten when that fails.</summary>
    /// <returns>What the ledger has now.</returns>
    public async Task<AttemptEnd> FinishAsync(AttemptKey key, AttemptEnd end)
    {
        open.Keep(key, end);
        var recorded = await ledger.FinishAsync(key, bot.Instance, end, CancellationToken.None);
        open.Recorded(key);
        return recorded;
    }

    /// <summary>Records that an attempt was not made. That is not forgotten when it fails.</summary>
    public async Task RemoveAsync(AttemptKey key)
    {
        open.Keep(key, null);
        await ledger.RemoveAsync(key, bot.Instance, CancellationToken.None);
        open.Recorded(key);
    }

    /// <summary>
    /// Records what could not be recorded before, so that another bot may go on with it. Its events are published when its command
    /// comes again.
    /// </summary>
    public async Task CatchUpAsync()
    {
        foreach (var key in open.Unrecorded)
        {
            if (!open.TryEnter(key))
                continue;
            try
            {
                if (!open.TryGet(key, out var end))
                    continue;
                if (end is null)
                    await RemoveAsync(key);
                else
                    await FinishAsync(key, end);
            }
            finally
            {
                open.Leave(key);
            }
        }
    }
}
