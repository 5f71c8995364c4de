using System.Text;
using Mailroom.Mail.Listening;

namespace Mailroom.Mail.Tests.Listening;

public class SmtpDataDecoderTests
{
    [Theory]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData("..a\r\n...\r\n.\r\n", ".a\r\n..\r\n")]
    [InlineData("a.\r\nb\r\n.\r\n", "a.\r\nb\r\n")]
    [InlineData("\r\n\r\n.\r\n", "\r\n\r\n")]
    public void Decode_OfAWholeMail_EndsAndUndoubles(string input, string expected)
    {
        var (content, decoder, consumed) = Decode(input + "QUIT\r\n", input.Length + 6);

        content.ShouldBe(expected);
        decoder.IsComplete.ShouldBeTrue();
        decoder.HasBareLineBreak.ShouldBeFalse();
        consumed.ShouldBe(input.Length);
    }

    // Each of these is an end to some server, and was used to smuggle a second mail past another.
    [Theory]
    [InlineData("a\n.\n")]
    [InlineData("a\n.\r\n")]
    [InlineData("a\r\n.\n")]
    [InlineData("a\r.\r")]
    [InlineData("a\r.\r\n")]
    [InlineData("a\r\n.\r")]
    [InlineData("a\r\r\n.\n")]
    public void Decode_OfWhatOnlyLooksLikeTheEnd_GoesOn(string input)
    {
        var (_, decoder, _) = Decode(input + "b\r\n", 3);

        decoder.IsComplete.ShouldBeFalse();
        decoder.HasBareLineBreak.ShouldBeTrue();
    }

    [Theory]
    [InlineData("..a\r\nb\n.\nc\r.\r\r\n..\r\n.\rd\r\n.\r\nrest")]
    [InlineData("\r\r\r\n\n\n.\n.\r\n.\r\n")]
    public void Decode_InPiecesOfAnySize_GivesTheSame(string input)
    {
        var whole = Decode(input, input.Length);

        for (var size = 1; size < input.Length; size++)
        {
            var pieces = Decode(input, size);
            pieces.Content.ShouldBe(whole.Content);
            pieces.Consumed.ShouldBe(whole.Consumed);
            pieces.Decoder.HasBareLineBreak.ShouldBe(whole.Decoder.HasBareLineBreak);
            pieces.Decoder.LongestLine.ShouldBe(whole.Decoder.LongestLine);
        }
    }

    [Fact]
    public void Decode_OfLines_KnowsTheLongest() =>
        Decode("ab\r\nabcd\r\nabc\r\n.\r\n", 4).Decoder.LongestLine.ShouldBe(4);

    // What goes in must come out, whatever the content and wherever the pieces end.
    [Fact]
    public void Decode_OfRandomDottedContent_GivesTheContentBack()
    {
        var seed = Environment.TickCount;
        for (var round = 0; round < 2000; round++)
        {
            var random = new Random(seed + round);
            var lines = Enumerable.Range(0, random.Next(6)).Select(_ => RandomLine(random)).ToArray();
            var content = string.Concat(lines.Select(line => line + "\r\n"));
            var sent = string.Concat(lines.Select(line => (line.StartsWith('.') ? "." : "") + line + "\r\n")) + ".\r\n";

            var decoded = Decode(sent, random.Next(1, 9));

            decoded.Content.ShouldBe(content, $"seed {seed + round}");
            decoded.Decoder.IsComplete.ShouldBeTrue($"seed {seed + round}");
        }
    }

    private static string RandomLine(Random random) =>
        new([.. Enumerable.Range(0, random.Next(5)).Select(_ => ".. ab"[random.Next(5)])]);

    private static (string Content, SmtpDataDecoder Decoder, int Consumed) Decode(string input, int pieceSize)
    {
        var decoder = new SmtpDataDecoder();
        var content = new StringBuilder();
        var octets = Encoding.Latin1.GetBytes(input);
        var consumed = 0;
        while (consumed < octets.Length && !decoder.IsComplete)
        {
            var piece = octets.AsSpan(consumed, Math.Min(pieceSize, octets.Length - consumed));
            var output = new byte[piece.Length + SmtpDataDecoder.OutputMargin];
            consumed += decoder.Decode(piece, output, out var written);
            content.Append(Encoding.Latin1.GetString(output, 0, written));
        }
        return (content.ToString(), decoder, consumed);
    }
}
