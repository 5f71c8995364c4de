namespace Mailroom.Api.Data;

/// <summary>The decoded content of an attachment.</summary>
internal sealed class ReceivedAttachment
{
    public required Guid ReceivedId { get; init; }

    /// <summary>From 1, in the mail's order.</summary>
    public required int Number { get; init; }

    public required byte[] Content { get; init; }
}
