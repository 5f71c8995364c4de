namespace Mailroom.Api.Data;

/// <summary>What an attachment is, without its content.</summary>
/// <param name="Number">From 1, in the mail's order.</param>
/// <param name="FileName">As its sender named it, which may be any text.</param>
/// <param name="ContentType">Such as image/png.</param>
/// <param name="Size">Octets, decoded.</param>
/// <param name="ContentId">What the HTML text refers to it by.</param>
/// <param name="Inline">To be shown within the text.</param>
internal sealed record AttachmentInfo(
    int Number, string? FileName, string ContentType, int Size, string? ContentId, bool Inline);
