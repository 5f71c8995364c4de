namespace Pabal.Engine.Security;

/// <summary>A user as it is defined.</summary>
/// <param name="Name">The login: 1 to 255 octets of UTF-8.</param>
public sealed record UserDefinition(string Name)
{
    private const string Guest = "guest";

    /// <summary>Null for a user who can't log in with a password.</summary>
    public PasswordHash? PasswordHash { get; init; }

    /// <summary>What the user may administer, such as "administrator"; the broker's clients need none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether the user is accepted from this machine only; so is guest unless said otherwise.</summary>
    public bool LoopbackOnly { get; init; } = Name == Guest;
}
