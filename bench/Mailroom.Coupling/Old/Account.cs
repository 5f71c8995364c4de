namespace Mailroom.Coupling.Old;

/// <summary>Who mail is sent for; what the bot has to ask the API for.</summary>
internal sealed class Account
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    public required string Signature { get; init; }
}
