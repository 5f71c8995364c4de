using System.Diagnostics;
using Mailroom.Chaos.Checking;
using Mailroom.Chaos.Ledgers;

namespace Mailroom.Chaos.Running;

/// <summary>Waits until everything has come to an end, as long as there is any progress.</summary>
internal sealed class Settling(ChaosLedger ledger, ApiReader api, TextWriter output)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var before = "";
        for (var changed = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(changed) < Patience; await Task.Delay(Pause, cancellation))
        {
            var states = await api.CountStatesAsync(cancellation);
            var stored = (await api.ReceivedAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
            var missing = ledger.Injected.Count(mail => mail.Value && !stored.Contains(mail.Key));
            var open = states.Where(state => state.Key is not ("sent" or "uncertain" or "failed" or "cancelled")).Sum(state => state.Value);
            if (open == 0 && missing == 0)
                return;
            var now = $"settling: {open} mails have come to no end, {missing} that came are not stored";
            if (now == before)
                continue;
            await output.WriteLineAsync(now);
            (before, changed) = (now, Stopwatch.GetTimestamp());
        }
    }
}
