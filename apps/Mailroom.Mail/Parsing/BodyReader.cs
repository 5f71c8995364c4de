using System.Text;
using MimeKit;

namespace Mailroom.Mail.Parsing;

/// <summary>Sorts a mail's parts into its text, its HTML text and its attachments.</summary>
internal sealed class BodyReader(MailParserOptions options, Charsets charsets, Encoding? hint, ISet<MailDefect> defects)
{
    private readonly List<MailAttachment> attachments = [];
    private int parts;

    public string? Text { get; private set; }

    public string? Html { get; private set; }

    public IReadOnlyList<MailAttachment> Attachments => attachments;

    public void Read(MimeEntity root)
    {
        // A stack of its own: the mail's depth is its sender's choice.
        var open = new Stack<MimeEntity>([root]);
        while (open.TryPop(out var entity))
        {
            if (++parts > options.MaxParts)
            {
                defects.Add(MailDefect.PartsCut);
                return;
            }
            if (entity is Multipart multipart)
            {
                for (var i = multipart.Count - 1; i >= 0; i--)
                    open.Push(multipart[i]);
            }
            else
            {
                ReadLeaf(entity);
            }
        }
    }

    private void ReadLeaf(MimeEntity entity)
    {
        var content = Decode(entity);
        var type = entity.ContentType;
        var isText = type.IsMimeType("text", "plain") || type.IsMimeType("text", "html");
        if (!isText || entity.IsAttachment || (type.IsMimeType("text", "html") && Html is not null))
        {
            Attach(entity, content);
            return;
        }
        var text = charsets.Decode(content, type.Charset, hint, out var isGuessed);
        if (isGuessed)
            defects.Add(MailDefect.CharsetGuessed);
        text = Texts.Clean(text);
        if (type.IsMimeType("text", "html"))
            Html = Cut(text);
        else
            // Lists add their footer as a text of its own.
            Text = Cut(Text is null ? text : $"{Text.TrimEnd('\r', '\n')}\n\n{text}");
    }

    private string Cut(string text) => Texts.Cut(text, options.MaxTextChars, MailDefect.TextCut, defects);

    private void Attach(MimeEntity entity, byte[] content)
    {
        var name = entity.ContentDisposition?.FileName ?? entity.ContentType.Name;
        var isInline = entity.ContentDisposition is { IsAttachment: false } || entity.ContentId is not null;
        attachments.Add(new MailAttachment(
            string.IsNullOrEmpty(name) ? null : Texts.Clean(name),
            Texts.Clean(entity.ContentType.MimeType.ToLowerInvariant()),
            content,
            entity.ContentId is null ? null : Texts.Clean(entity.ContentId),
            isInline));
    }

    private byte[] Decode(MimeEntity entity)
    {
        using var decoded = new MemoryStream();
        try
        {
            if (entity is MimePart part)
                part.Content?.DecodeTo(decoded);
            else if (entity is MessagePart { Message: { } message })
                message.WriteTo(decoded);
            else
                entity.WriteTo(decoded, contentOnly: true);
        }
#pragma warning disable CA1031 // One part that can't be decoded must not cost the others.
        catch (Exception)
#pragma warning restore CA1031
        {
            defects.Add(MailDefect.PartNotDecoded);
        }
        return decoded.ToArray();
    }
}
