using System.Net;
using Pabal.Engine.Security;

namespace Pabal.Server.Security;

/// <summary>Checks logins beside what connections do: it takes tens of milliseconds of a core, and refusals are held back.</summary>
/// <remarks>
/// Thread-safe. Half of the cores check at a time, the others wait their turn; no thread waits. Addresses that have failed lately
/// have one turn among them, so that guessing from there doesn't keep others waiting.
/// </remarks>
internal sealed class LoginChecker(Authenticator authenticator, TimeProvider time) : IDisposable
{
    private readonly LoginThrottle throttle = new(time);
    private readonly SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly SemaphoreSlim suspectTurns = new(1);

    /// <summary>Whether a login was accepted lately, so that nothing has to be checked.</summary>
    public bool IsKnown(string name, string password, IPAddress address) =>
        authenticator.IsKnown(name, password, IPAddress.IsLoopback(address));

    /// <summary>Checks a password; completes when the client may be told.</summary>
    /// <param name="name">The user's.</param>
    /// <param name="password">What the client gave as its password.</param>
    /// <param name="address">The client's.</param>
    /// <param name="isGone">Whether nobody waits for the outcome any more; asked on any thread.</param>
    /// <returns>Null when the client was gone before its turn came.</returns>
    public async Task<LoginOutcome?> CheckAsync(string name, string password, IPAddress address, Func<bool> isGone)
    {
        if (await CheckInTurnAsync(name, password, address, isGone).ConfigureAwait(false) is not { } outcome)
            return null;
        if (outcome == LoginOutcome.Accepted)
        {
            throttle.OnAccepted(name, address);
            return outcome;
        }
        await Task.Delay(TimeSpan.FromMilliseconds(throttle.OnRefused(name, address)), time).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Ends checking; what still waits for its turn fails.</summary>
    public void Dispose()
    {
        turns.Dispose();
        suspectTurns.Dispose();
    }

    // Who connects, sends a login and leaves, again and again, is not to have cores busy with what nobody waits for.
    private async Task<LoginOutcome?> CheckInTurnAsync(string name, string password, IPAddress address, Func<bool> isGone)
    {
        var turn = throttle.IsSuspect(address) ? suspectTurns : turns;
        await turn.WaitAsync().ConfigureAwait(false);
        if (turn == turns && throttle.IsSuspect(address))
        {
            // It has failed while this one waited: many logins at once are no way around the single turn.
            turns.Release();
            turn = suspectTurns;
            await turn.WaitAsync().ConfigureAwait(false);
        }
        try
        {
            if (isGone())
                return null;
            return await Task.Run(() => authenticator.Authenticate(name, password, IPAddress.IsLoopback(address))).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }
}
