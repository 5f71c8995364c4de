namespace Mailroom.Api.Messages;

/// <summary>A file that goes with a mail.</summary>
internal sealed record NewAttachment
{
    public string? FileName { get; init; }

    /// <summary>Such as image/png; application/octet-stream unless given.</summary>
    public string? ContentType { get; init; }

    /// <summary>As base64.</summary>
    public byte[]? Content { get; init; }

    /// <summary>What the HTML text refers to it by, as cid:…</summary>
    public string? ContentId { get; init; }

    /// <summary>To be shown within the HTML text.</summary>
    public bool Inline { get; init; }
}
