namespace Mailroom.Mail.Listening;

/// <summary>
/// Takes the content of a mail out of what follows DATA (RFC 5321, 4.1.1.4 and 4.5.2): removes the dots that were doubled and finds
/// the end.
/// <code>
///   content CRLF . CRLF      the end; the first CRLF belongs to the content
///   content LF . LF, CR . CR, LF . CRLF ...      content like any other, and reported as bare
/// </code>
/// Servers that disagree on which of these is an end can be made to see two mails where one was sent.
/// </summary>
internal sealed class SmtpDataDecoder
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private State state = State.LineStart;
    private long lineLength;

    private enum State
    {
        LineStart,
        InLine,
        AfterCr,
        AfterDot,
        AfterDotCr,
        End,
    }

    /// <summary>The end has been read.</summary>
    public bool IsComplete => state == State.End;

    /// <summary>A CR or LF stood alone.</summary>
    public bool HasBareLineBreak { get; private set; }

    /// <summary>In octets without the line break.</summary>
    public long LongestLine { get; private set; }

    /// <summary>The room that the output needs, beyond what goes in: an octet that was held back may come out.</summary>
    public static int OutputMargin => 1;

    /// <summary>Decodes up to the end of the input or of the mail.</summary>
    /// <returns>How many octets of the input belong to the mail.</returns>
    public int Decode(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var position = 0;
        while (position < input.Length && state != State.End)
        {
            if (state == State.InLine)
                position += CopyRun(input[position..], output, ref written);
            if (position < input.Length)
                Step(input[position++], output, ref written);
        }
        return position;
    }

    private int CopyRun(ReadOnlySpan<byte> input, Span<byte> output, ref int written)
    {
        var length = input.IndexOfAny(Cr, Lf);
        if (length < 0)
            length = input.Length;
        input[..length].CopyTo(output[written..]);
        written += length;
        CountLine(length);
        return length;
    }

    private void Step(byte octet, Span<byte> output, ref int written)
    {
        switch (state)
        {
            case State.LineStart when octet == '.':
                state = State.AfterDot;
                break;
            case State.AfterDot when octet == Cr:
                state = State.AfterDotCr;
                break;
            case State.AfterDotCr when octet == Lf:
                state = State.End;
                break;
            case State.AfterCr when octet == Lf:
                output[written++] = Cr;
                output[written++] = Lf;
                lineLength = 0;
                state = State.LineStart;
                break;
            case State.AfterCr or State.AfterDotCr:
                HasBareLineBreak = true;
                output[written++] = Cr;
                TakeText(octet, output, ref written);
                break;
            default:
                TakeText(octet, output, ref written);
                break;
        }
    }

    private void TakeText(byte octet, Span<byte> output, ref int written)
    {
        if (octet == Cr)
        {
            state = State.AfterCr;
            return;
        }
        // No line starts after a bare LF: a dot there must stay a dot.
        state = State.InLine;
        HasBareLineBreak |= octet == Lf;
        output[written++] = octet;
        CountLine(1);
    }

    private void CountLine(int octets)
    {
        lineLength += octets;
        LongestLine = Math.Max(LongestLine, lineLength);
    }
}
