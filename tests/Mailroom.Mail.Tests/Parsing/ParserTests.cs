using System.Text;
using Mailroom.Mail.Parsing;

namespace Mailroom.Mail.Tests.Parsing;

public class ParserTests
{
    [Fact]
    public void Parse_OfNestedParts_FindsTextHtmlAndAttachment()
    {
        var parsed = Parse(Samples.Multipart);

        parsed.Text.ShouldBe("café au lait");
        parsed.Html.ShouldBe("<p>café</p>");
        var attachment = parsed.Attachments.ShouldHaveSingleItem();
        attachment.FileName.ShouldBe("보고.pdf");
        attachment.ContentType.ShouldBe("application/octet-stream");
        attachment.Content.ToArray().ShouldBe(new byte[] { 0, 1, 2, 255 });
        parsed.Defects.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_OfAFullHeader_ReadsItsFields()
    {
        var parsed = Parse("""
            Message-ID: <1@x.test>
            In-Reply-To: <0@x.test>
            References: <a@x.test>
             <0@x.test>
            Date: Wed, 4 Mar 2026 05:06:07 +0900 (KST)
            From: "Last, First" <a@b.test>
            To: friends: c@b.test, D <d@b.test>;
            Cc: e@b.test
            Subject: folded
             over lines
            X-Other: value

            text
            """);

        parsed.MessageId.ShouldBe("1@x.test");
        parsed.InReplyTo.ShouldBe(["0@x.test"]);
        parsed.References.ShouldBe(["a@x.test", "0@x.test"]);
        parsed.Date.ShouldBe(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(9)));
        parsed.From.ShouldBe([new MailAddress("Last, First", "a@b.test")]);
        parsed.To.ShouldBe([new MailAddress(null, "c@b.test"), new MailAddress("D", "d@b.test")]);
        parsed.Cc.ShouldBe([new MailAddress(null, "e@b.test")]);
        parsed.Subject.ShouldBe("folded over lines");
        parsed.Fields.ShouldContain(new MailField("X-Other", "value"));
    }

    [Fact]
    public void Parse_OfAForwardedMessage_KeepsItAsAnAttachment()
    {
        var parsed = Parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\n" +
            "Subject: inner\n\ninner text\n--b--\n");

        parsed.Text.ShouldBe("see below");
        var attachment = parsed.Attachments.ShouldHaveSingleItem();
        attachment.ContentType.ShouldBe("message/rfc822");
        Encoding.ASCII.GetString(attachment.Content.Span).ShouldContain("Subject: inner");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData("no header at all\nbut text\n")]
    [InlineData(" starts: with a space\n\ntext")]
    [InlineData("From a@b.test Wed Mar  4 05:06:07 2026\nSubject: x\n\ntext")]
    public void Parse_OfWhatHasNoHeader_IsText(string mail)
    {
        var parsed = Parse(mail);

        parsed.Text.ShouldBe(mail.ReplaceLineEndings("\r\n"));
        parsed.Defects.ShouldBe([MailDefect.NoHeader]);
    }

    [Fact]
    public void Parse_OfAHeaderWithoutText_HasNone()
    {
        var parsed = Parse("Subject: x");

        parsed.Subject.ShouldBe("x");
        (parsed.Text ?? "").ShouldBeEmpty();
    }

    [Fact]
    public void Parse_OfBrokenBase64_TakesWhatThereIs()
    {
        var parsed = Parse("Subject: x\nContent-Transfer-Encoding: base64\n\naGVsbG8*!*gd29ybGQ\n");

        parsed.Text.ShouldNotBeNull().ShouldStartWith("hello wor");
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\n--b\n\ntext\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=other\n\n--b\n\ntext\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext, and no end")]
    [InlineData("Content-Type: ;;;\nContent-Transfer-Encoding: magic\n\ntext")]
    public void Parse_OfABrokenStructure_HasAResult(string mail)
    {
        var parsed = Parse("Subject: x\n" + mail);

        parsed.Subject.ShouldBe("x");
        parsed.Defects.ShouldNotContain(MailDefect.NotParsed);
    }

    [Fact]
    public void Parse_OfNul_ReplacesIt()
    {
        var parsed = Parse("Subject: a\0b\n\nc\0d");

        parsed.Subject.ShouldNotContain('\0');
        parsed.Text.ShouldBe("c\ufffdd");
    }

    [Fact]
    public void Parse_OfAnInvalidDate_HasNone() => Parse("Date: yesterday\n\nx").Date.ShouldBeNull();

    private static ParsedMail Parse(string mail) => new MailParser().Parse(Samples.Octets(mail));
}
