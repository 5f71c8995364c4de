using System.Text;

namespace Mailroom.Mail.Listening;

/// <summary>A command line: its verb in capitals, and what follows it.</summary>
internal readonly record struct SmtpCommand(string Verb, string Argument)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>False for octets that are no text.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out SmtpCommand command)
    {
        command = default;
        if (line.ContainsAnyInRange((byte)0, (byte)31) || line.Contains((byte)127))
            return false;
        string text;
        try
        {
            text = StrictUtf8.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        command = space < 0
            ? new(text.ToUpperInvariant(), "")
            : new(text[..space].ToUpperInvariant(), text[(space + 1)..].Trim(' '));
        return true;
    }
}
