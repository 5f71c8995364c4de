using System.Diagnostics;
using Mailroom.Mail.Parsing;

namespace Mailroom.Mail.Tests.Parsing;

/// <summary>What is hostile by its size. Without its guard each of the large ones takes minutes, or all memory.</summary>
public class LimitTests
{
    private const int Size = 10 << 20;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    public static TheoryData<string, MailDefect?> Large() => new()
    {
        { "Subject: " + Repeat("a", Size) + "\n\nx", MailDefect.HeaderCut },
        { "Subject: x" + Repeat("\n aaaaaaaa", Size) + "\n\nx", MailDefect.HeaderCut },
        { "To: a@b.test" + Repeat(",\n a@b.test", Size) + "\n\nx", MailDefect.HeaderCut },
        { Repeat("X: y\n", Size) + "\nx", MailDefect.HeaderCut },
        { Part("X: " + Repeat("\n aaaaaaaa", Size)), MailDefect.HeaderCut },
        { Part("X: " + Repeat("a", Size)), MailDefect.HeaderCut },
        { Part(Repeat("X: y\n", Size)), MailDefect.HeaderCut },
        { "Content-Type: multipart/mixed;\n boundary=\n \"b\"\n\n--b\nX: " + Repeat("\n aaaaaaaa", Size) + "\n\nx", MailDefect.HeaderCut },
        { "Content-Type: multipart/mixed; boundary*=''b\n\n--b\nX: " + Repeat("\n aaaaaaaa", Size) + "\n\nx", MailDefect.HeaderCut },
        { "Content-Type: message/rfc822\n\nX: " + Repeat("\n aaaaaaaa", Size) + "\n\nx", MailDefect.HeaderCut },
        { Part(Repeat("--b\n\n", Size)), MailDefect.PartsCut },
        { Repeat("Content-Type: message/rfc822\n\n", Size), null },
        { Repeat("Content-Type: multipart/mixed; boundary=b\n\n--b\n", Size), MailDefect.PartsCut },
        { "From: " + Repeat("(", 30_000) + "\nTo: " + Repeat("<", 30_000) + "\nCc: " + Repeat("a:", 30_000) + "\nSubject: " +
            Repeat("=?utf-8?B?YWFh?= ", 30_000) + "\n\nx", null },
    };

    [Theory]
    [MemberData(nameof(Large))]
    public void Parse_OfAHostileSize_EndsSoon(string mail, MailDefect? defect)
    {
        var octets = Samples.Octets(mail);
        var watch = Stopwatch.StartNew();

        var parsed = new MailParser().Parse(octets);

        watch.Elapsed.ShouldBeLessThan(Bound);
        if (defect is not null)
            parsed.Defects.ShouldContain(defect.Value);
    }

    [Fact]
    public void Parse_OfACutHeader_KeepsItsBeginningAndTheText()
    {
        var mail = "Subject: first\nX-Long: " + Repeat("y", 100_000) + "\nTo: a@b.test\n\ntext\n";

        var parsed = new MailParser().Parse(Samples.Octets(mail));

        parsed.Subject.ShouldBe("first");
        parsed.To.ShouldBe([new MailAddress(null, "a@b.test")]);
        parsed.Text.ShouldBe("text\r\n");
        parsed.Fields.Single(field => field.Name == "X-Long").Value.Length.ShouldBe(32 * 1024 - "X-Long: \r\n".Length);
    }

    // What looks like fields and boundaries in a body is left alone.
    [Fact]
    public void Parse_OfALongBody_KeepsAllOfIt()
    {
        var body = "key:\r\n" + Repeat("  indented\r\n", 200_000) + Repeat("-- dashes\r\n", 200_000) + Repeat("z", 200_000);

        var parsed = new MailParser().Parse(Samples.Octets("Content-Type: text/plain; charset=us-ascii\n\n" + body));

        parsed.Text.ShouldBe(body);
        parsed.Defects.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_OfMoreThanTheLimits_NotesWhatWasLeftOut()
    {
        var small = new MailParserOptions { MaxTextChars = 5, MaxListItems = 2, MaxMailBytes = 200 };
        var mail = "To: a@b.test, c@b.test, d@b.test\n\n0123😀" + Repeat("z", 500);

        var parsed = new MailParser(small).Parse(Samples.In("utf-8", mail));

        parsed.To.Count.ShouldBe(2);
        parsed.Text.ShouldBe("0123");
        parsed.Defects.ShouldBe([MailDefect.MailCut, MailDefect.ListCut, MailDefect.TextCut, MailDefect.CharsetGuessed], ignoreOrder: true);
    }

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length));

    private static string Part(string part) => $"Content-Type: multipart/mixed; boundary=b\n\n--b\n{part}\n\nx\n--b--\n";
}
