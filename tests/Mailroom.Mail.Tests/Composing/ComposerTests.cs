using System.Text;
using Mailroom.Mail.Composing;
using Mailroom.Mail.Parsing;

namespace Mailroom.Mail.Tests.Composing;

public class ComposerTests
{
    private static readonly MailDraft Draft = new()
    {
        MessageId = "1@client.test",
        From = new MailAddress("보낸이", "a@client.test"),
        To = [new MailAddress(null, "b@example.test")],
        Date = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(9)),
        Subject = "안녕하세요, 세계",
        Text = "본문\n.\n끝",
    };

    [Fact]
    public void Compose_OfAFullDraft_IsReadBackAsItWas()
    {
        var draft = Draft with
        {
            Cc = [new MailAddress("Last, First", "c@example.test")],
            ReplyTo = [new MailAddress(null, "r@client.test")],
            Html = "<p>본문</p>",
            InReplyTo = "0@example.test",
            References = ["x@example.test", "0@example.test"],
            Fields = [new MailField("X-Ticket", "네 12")],
            Attachments =
            [
                new MailAttachment("보고서 (최종).pdf", "application/pdf", new byte[] { 0, 1, 255, 13, 10 }),
                new MailAttachment("logo.png", "image/png", new byte[] { 1, 2 }, "logo@client.test", IsInline: true),
            ],
        };

        var parsed = new MailParser().Parse(MailComposer.Compose(draft).Content);

        parsed.Defects.ShouldBeEmpty();
        parsed.MessageId.ShouldBe("1@client.test");
        parsed.From.ShouldBe([draft.From]);
        parsed.To.ShouldBe(draft.To);
        parsed.Cc.ShouldBe(draft.Cc);
        parsed.ReplyTo.ShouldBe(draft.ReplyTo);
        parsed.Subject.ShouldBe(draft.Subject);
        parsed.Date.ShouldBe(draft.Date);
        parsed.InReplyTo.ShouldBe(["0@example.test"]);
        parsed.References.ShouldBe(draft.References);
        parsed.Text.ShouldNotBeNull().ReplaceLineEndings("\n").ShouldBe(draft.Text);
        parsed.Html.ShouldBe(draft.Html);
        parsed.Fields.ShouldContain(new MailField("X-Ticket", "네 12"));
        var inline = parsed.Attachments.Single(attachment => attachment.IsInline);
        inline.ContentId.ShouldBe("logo@client.test");
        var report = parsed.Attachments.Single(attachment => !attachment.IsInline);
        report.FileName.ShouldBe("보고서 (최종).pdf");
        report.Content.ToArray().ShouldBe(new byte[] { 0, 1, 255, 13, 10 });
    }

    [Fact]
    public void Attachment_WithACharset_SaysIt()
    {
        var draft = Draft with { Attachments = [new MailAttachment("a.txt", "text/plain; charset=utf-8", "네"u8.ToArray())] };

        var content = Encoding.ASCII.GetString(MailComposer.Compose(draft).Content.Span);

        content.ShouldContain("Content-Type: text/plain; charset=utf-8; name=a.txt");
    }

    [Fact]
    public void Compose_OfAnyText_IsAsciiInShortLinesEndedByCrLf()
    {
        var content = MailComposer.Compose(Draft with { Text = new string('긴', 5000), Html = new string('x', 5000) }).Content;

        var text = Encoding.Latin1.GetString(content.Span);
        text.ShouldAllBe(c => c < 128);
        text.Split("\r\n").ShouldAllBe(line => line.Length <= 998 && !line.Contains('\n', StringComparison.Ordinal));
        text.ShouldEndWith("\r\n");
    }

    [Fact]
    public void Compose_WithBcc_SendsToItAndDoesNotNameIt()
    {
        var mail = MailComposer.Compose(Draft with { Bcc = [new MailAddress("Hidden", "hidden@example.test")] });

        mail.Envelope.From.ShouldBe("a@client.test");
        mail.Envelope.Recipients.ShouldBe(["b@example.test", "hidden@example.test"]);
        Encoding.Latin1.GetString(mail.Content.Span).ShouldNotContain("hidden", Case.Insensitive);
    }

    [Fact]
    public void Compose_ToTheSameAddressTwice_NamesItOnceInTheEnvelope() =>
        MailComposer.Compose(Draft with { Cc = Draft.To }).Envelope.Recipients.ShouldBe(["b@example.test"]);

    [Fact]
    public void Compose_WithALocalPartOutsideAscii_WritesItInUtf8()
    {
        var mail = MailComposer.Compose(Draft with { To = [new MailAddress(null, "받는이@example.test")] });

        Encoding.UTF8.GetString(mail.Content.Span).ShouldContain("받는이@example.test");
        new MailParser().Parse(mail.Content).To.ShouldBe([new MailAddress(null, "받는이@example.test")]);
    }

    public static TheoryData<string, MailDraft> Hostile() => new()
    {
        { nameof(Draft.Subject), Draft with { Subject = "x\r\nBcc: v@example.test" } },
        { nameof(Draft.Subject), Draft with { Subject = "x\nBcc: v@example.test" } },
        { nameof(Draft.Subject), Draft with { Subject = "x\rBcc: v@example.test" } },
        { nameof(Draft.Subject), Draft with { Subject = "half \ud83d" } },
        { nameof(Draft.From), Draft with { From = new MailAddress("a\r\nBcc: v@example.test", "a@client.test") } },
        { nameof(Draft.From), Draft with { From = new MailAddress(null, "a@client.test\r\nBcc: v@example.test") } },
        { nameof(Draft.To), Draft with { To = [new MailAddress(null, "b@example.test, v@example.test")] } },
        { nameof(Draft.To), Draft with { To = [new MailAddress(null, "<b@example.test>")] } },
        { nameof(Draft.To), Draft with { To = [new MailAddress(null, "nobody")] } },
        { nameof(Draft.To), Draft with { To = [new MailAddress(null, "")] } },
        { nameof(Draft.To), Draft with { To = [] } },
        { nameof(Draft.Bcc), Draft with { Bcc = [new MailAddress(null, "b@example.test>\r\nRSET")] } },
        { nameof(Draft.MessageId), Draft with { MessageId = "1@client.test>\r\nBcc: <v@example.test" } },
        { nameof(Draft.MessageId), Draft with { MessageId = "" } },
        { nameof(Draft.References), Draft with { References = ["a b@c"] } },
        { nameof(Draft.InReplyTo), Draft with { InReplyTo = "none" } },
        { nameof(Draft.ReturnPath), Draft with { ReturnPath = "a@client.test> SIZE=1" } },
        { nameof(Draft.Fields), Draft with { Fields = [new MailField("X-A", "1\r\nBcc: v@example.test")] } },
        { nameof(Draft.Fields), Draft with { Fields = [new MailField("X-A: 1\r\nBcc", "v@example.test")] } },
        { nameof(Draft.Fields), Draft with { Fields = [new MailField("bcc", "v@example.test")] } },
        { nameof(Draft.Fields), Draft with { Fields = [new MailField("Content-Type", "text/html")] } },
        { nameof(Draft.Attachments), Draft with { Attachments = [new MailAttachment("a", "multipart/mixed", default)] } },
        { nameof(Draft.Attachments), Draft with { Attachments = [new MailAttachment("a", "text/plain; name=b", default)] } },
        { nameof(Draft.Attachments), Draft with { Attachments = [new MailAttachment("a", "text/plain\r\nX-A: 1", default)] } },
        { nameof(Draft.Attachments), Draft with { Attachments = [new MailAttachment("a\r\nX-A: 1", "text/plain", default)] } },
        { nameof(Draft.Attachments), Draft with { Attachments = [new MailAttachment("a", "text/plain", default, "x>\r\nX-A: <1")] } },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Compose_OfAHostileDraft_NamesTheProperty(string property, MailDraft draft) =>
        Should.Throw<DraftException>(() => MailComposer.Compose(draft)).Property.ShouldBe(property);
}
