namespace Mailroom.Mail;

/// <summary>A part of a mail that is not its text.</summary>
/// <param name="FileName">As its sender named it, which may be any text; null where it has no name.</param>
/// <param name="ContentType">Such as image/png, or text/plain; charset=utf-8. Other parameters are not allowed.</param>
/// <param name="Content">Decoded.</param>
/// <param name="ContentId">What the HTML text refers to it by, without angle brackets.</param>
/// <param name="IsInline">To be shown within the text.</param>
public sealed record MailAttachment(
    string? FileName, string ContentType, ReadOnlyMemory<byte> Content, string? ContentId = null, bool IsInline = false);
