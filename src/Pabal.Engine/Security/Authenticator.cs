namespace Pabal.Engine.Security;

/// <summary>Says whether somebody is who they say. Thread-safe.</summary>
public sealed class Authenticator
{
    private readonly AccessState state;
    private readonly LoginCache known = new();

    internal Authenticator(AccessState state) => this.state = state;

    /// <summary>
    /// Whether a login was accepted lately and so would be again, which is found out at once. Otherwise
    /// <see cref="Authenticate"/> takes some 30 ms of one core, whoever asks.
    /// </summary>
    public bool IsKnown(string name, string password, bool fromLoopback) =>
        state.Users.TryGetValue(name, out var user)
        && user.Definition is { PasswordHash: { } hash } definition
        && (fromLoopback || !definition.LoopbackOnly)
        && known.Contains(name, password, hash);

    /// <summary>Checks a password. What is refused takes the same time for whatever reason.</summary>
    public LoginOutcome Authenticate(string name, string password, bool fromLoopback)
    {
        if (IsKnown(name, password, fromLoopback))
            return LoginOutcome.Accepted;
        var definition = state.Users.GetValueOrDefault(name)?.Definition;
        var hash = password.Length > 0 ? definition?.PasswordHash : null;
        var matches = hash?.Matches(password) ?? false;
        if (definition is not null && matches && (fromLoopback || !definition.LoopbackOnly))
        {
            known.Add(name, password, hash!);
            return LoginOutcome.Accepted;
        }
        // Neither a name that isn't there nor an imported hash, which is quick, is to show in the time taken.
        var spent = hash is { Algorithm: PasswordAlgorithm.Pbkdf2Sha256 } ? hash.Iterations : 0;
        PasswordHash.Spend(password, PasswordHash.DefaultIterations - spent);
        if (definition is null)
            return LoginOutcome.UnknownUser;
        if (hash is null)
            return LoginOutcome.NoPassword;
        return matches ? LoginOutcome.NotFromHere : LoginOutcome.WrongPassword;
    }

    /// <summary>Accepts somebody whom another authority vouches for, such as that of a client's certificate.</summary>
    public LoginOutcome Accept(string name, bool fromLoopback)
    {
        if (!state.Users.TryGetValue(name, out var user))
            return LoginOutcome.UnknownUser;
        return fromLoopback || !user.Definition.LoopbackOnly ? LoginOutcome.Accepted : LoginOutcome.NotFromHere;
    }
}
