namespace Mailroom.Api.Data;

/// <summary>An event that has had its effect, and must not have it again.</summary>
internal sealed class AppliedEvent
{
    public required string Id { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }
}
