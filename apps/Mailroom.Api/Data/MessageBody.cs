namespace Mailroom.Api.Data;

/// <summary>The large parts of a message, which never change.</summary>
/// <remarks>SQLite reads a row up to the last column that is asked for: what is searched stands first, what is large last.</remarks>
internal sealed class MessageBody
{
    public required Guid Id { get; init; }

    /// <summary>Subject, addresses and text in lower case.</summary>
    public required string Search { get; init; }

    /// <summary>Where failures are reported to.</summary>
    public required string EnvelopeFrom { get; init; }

    public required IReadOnlyList<string> Recipients { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    /// <summary>The mail as it is sent (RFC 5322).</summary>
    public required byte[] Content { get; init; }
}
