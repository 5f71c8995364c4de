using Mailroom.Mail.Parsing;

namespace Mailroom.Mail.Tests.Parsing;

public class CharsetTests
{
    // No charset anywhere, as much old mail is: only configuration can know.
    [Theory]
    [InlineData("euc-kr", Samples.Korean)]
    [InlineData("euc-jp", Samples.Japanese)]
    [InlineData("shift_jis", Samples.Japanese)]
    [InlineData("windows-1252", "Grüße aus Köln")]
    public void Parse_OfRawOctetsInTheFallbackCharset_DecodesThem(string charset, string text)
    {
        var mail = Samples.In(charset, $"Subject: {text}\nFrom: {text} <a@b.test>\n\n{text}\n");

        var parsed = new MailParser(new MailParserOptions { FallbackCharset = charset }).Parse(mail);

        parsed.Subject.ShouldBe(text);
        parsed.From.ShouldBe([new MailAddress(text, "a@b.test")]);
        parsed.Text.ShouldNotBeNull().Trim().ShouldBe(text);
        parsed.Defects.ShouldContain(MailDefect.CharsetGuessed);
    }

    [Fact]
    public void Parse_OfRawUtf8_NeedsNoConfiguration()
    {
        var mail = Samples.In("utf-8", $"Subject: {Samples.Korean}\nFrom: {Samples.Korean} <a@b.test>\n\n{Samples.Korean}\n");

        var parsed = new MailParser(new MailParserOptions { FallbackCharset = "shift_jis" }).Parse(mail);

        parsed.Subject.ShouldBe(Samples.Korean);
        parsed.From.ShouldBe([new MailAddress(Samples.Korean, "a@b.test")]);
        parsed.Text.ShouldBe(Samples.Korean + "\r\n");
    }

    // The header has no charset of its own, but its mail has.
    [Theory]
    [InlineData("euc-kr", Samples.Korean)]
    [InlineData("shift_jis", Samples.Japanese)]
    public void Parse_OfARawHeader_GoesByTheCharsetOfTheText(string charset, string text)
    {
        var mail = Samples.In(charset, $"Subject: {text}\nContent-Type: text/plain; charset=\"{charset}\"\n\n{text}\n");

        var parsed = new MailParser().Parse(mail);

        parsed.Subject.ShouldBe(text);
        parsed.Text.ShouldBe(text + "\r\n");
    }

    [Theory]
    [InlineData("Content-Type: text/plain; charset=iso-2022-jp\n")]
    [InlineData("")]
    public void Parse_OfIso2022Jp_DecodesHeaderAndText(string declaration)
    {
        var mail = Samples.In("iso-2022-jp", $"Subject: {Samples.Japanese}\n{declaration}\n{Samples.Japanese}\n");

        var parsed = new MailParser().Parse(mail);

        parsed.Subject.ShouldBe(Samples.Japanese);
        parsed.Text.ShouldBe(Samples.Japanese + "\r\n");
    }

    [Theory]
    [InlineData("utf-8", Samples.Korean)]
    [InlineData("euc-kr", Samples.Korean)]
    [InlineData("ks_c_5601-1987", Samples.Korean)]
    [InlineData("iso-2022-jp", Samples.Japanese)]
    [InlineData("Shift_JIS", Samples.Japanese)]
    public void Parse_OfEncodedWords_DecodesThem(string charset, string text)
    {
        var mail = Samples.Octets($"Subject: =?{charset}?B?{Samples.Base64(charset, text)}?=\n\nx\n");

        new MailParser().Parse(mail).Subject.ShouldBe(text);
    }

    // Characters that Windows added to EUC-KR, under the name of EUC-KR.
    [Fact]
    public void Parse_OfEucKrWithWindowsCharacters_KnowsThem()
    {
        var mail = Samples.In("ks_c_5601-1987", "Subject: x\nContent-Type: text/plain; charset=euc-kr\n\n똠방각하 펲시\n");

        new MailParser().Parse(mail).Text.ShouldBe("똠방각하 펲시\r\n");
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("us-ascii")]
    [InlineData("no-such-charset")]
    [InlineData("utf-7")]
    public void Parse_OfAWrongCharset_Guesses(string declared)
    {
        var mail = Samples.In("euc-kr", $"Subject: x\nContent-Type: text/plain; charset={declared}\n\n{Samples.Korean}\n");

        var parsed = new MailParser(new MailParserOptions { FallbackCharset = "euc-kr" }).Parse(mail);

        parsed.Text.ShouldBe(Samples.Korean + "\r\n");
        parsed.Defects.ShouldContain(MailDefect.CharsetGuessed);
    }

    [Fact]
    public void Parser_WithAnUnknownFallback_SaysSo() =>
        Should.Throw<ArgumentException>(() => new MailParser(new MailParserOptions { FallbackCharset = "klingon" }))
            .Message.ShouldContain("klingon");
}
