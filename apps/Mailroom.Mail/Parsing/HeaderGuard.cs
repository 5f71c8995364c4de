using System.Text;

namespace Mailroom.Mail.Parsing;

/// <summary>
/// Goes over a mail before the parser does, and leaves out what would cost it too much: long header fields, whose time grows with
/// their square, long headers, and too many parts. Bodies stay as they are.
/// </summary>
internal sealed class HeaderGuard(MailParserOptions options, ISet<MailDefect> defects)
{
    // Once this much has gone into long fields, only short ones are left.
    private const int LongFieldsBudget = 1 << 20;
    private const int ShortFieldBytes = 4 << 10;

    private readonly List<byte[]> boundaries = [];
    private readonly List<Range> kept = [];
    private bool anyDashesMayBeBoundary;
    private bool isHeader = true;
    private bool holdsMessage;
    private int headerBytes;
    private int fieldBytes;
    private int longFieldBytes;
    private int parts;
    private int keptFrom;

    /// <returns>The mail without what has to be left out; the same memory where that is nothing.</returns>
    public ReadOnlyMemory<byte> Filter(ReadOnlyMemory<byte> mail)
    {
        var at = 0;
        while (at < mail.Length)
        {
            var rest = mail.Span[at..];
            var end = rest.IndexOf((byte)'\n');
            var length = end < 0 ? rest.Length : end + 1;
            if (!TakeLine(rest[..length], at))
            {
                mail = mail[..at];
                break;
            }
            at += length;
        }
        kept.Add(keptFrom..mail.Length);
        return Join(mail);
    }

    // False when nothing from this line on is taken.
    private bool TakeLine(ReadOnlySpan<byte> line, int at)
    {
        if (IsBoundary(line))
        {
            EnterHeader();
            if (++parts <= options.MaxParts)
                return true;
            defects.Add(MailDefect.PartsCut);
            return false;
        }
        if (isHeader)
            TakeHeaderLine(line, at);
        return true;
    }

    private void TakeHeaderLine(ReadOnlySpan<byte> line, int at)
    {
        if (line.TrimEnd("\r\n"u8).IsEmpty)
        {
            isHeader = false;
            // What follows is a header again.
            if (holdsMessage)
                EnterHeader();
            return;
        }
        Learn(line);
        fieldBytes = line[0] is (byte)' ' or (byte)'\t' ? fieldBytes : 0;
        var limit = Math.Min(
            longFieldBytes > LongFieldsBudget ? Math.Min(ShortFieldBytes, options.MaxFieldBytes) : options.MaxFieldBytes,
            options.MaxHeaderBytes);
        var room = Math.Min(limit - fieldBytes, options.MaxHeaderBytes - headerBytes);
        fieldBytes += line.Length;
        headerBytes += line.Length;
        if (fieldBytes > ShortFieldBytes)
            longFieldBytes += Math.Min(line.Length, limit);
        if (line.Length > room)
            Drop(line, at, Math.Max(room, 0));
    }

    private void EnterHeader()
    {
        isHeader = true;
        holdsMessage = false;
        headerBytes = fieldBytes = 0;
    }

    // A line that begins a field keeps its beginning; of others nothing is kept.
    private void Drop(ReadOnlySpan<byte> line, int at, int room)
    {
        defects.Add(MailDefect.HeaderCut);
        // The line's end is kept with its beginning.
        var beginning = room > 2 && fieldBytes == line.Length ? room - 2 : 0;
        kept.Add(keptFrom..(at + beginning));
        var ending = line.EndsWith("\r\n"u8) ? 2 : line.EndsWith("\n"u8) ? 1 : 0;
        keptFrom = at + line.Length - (beginning > 0 ? ending : 0);
    }

    private bool IsBoundary(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("--"u8))
            return false;
        if (anyDashesMayBeBoundary)
            return true;
        foreach (var boundary in boundaries)
        {
            if (line[2..].StartsWith(boundary))
                return true;
        }
        return false;
    }

    // Only what could hide a header from this guard matters, so what is unusual counts as any boundary.
    private void Learn(ReadOnlySpan<byte> line)
    {
        Span<byte> lower = stackalloc byte[1024];
        var looked = line[..Math.Min(line.Length, lower.Length)];
        Ascii.ToLower(looked, lower, out var length);
        if (length < looked.Length)
            length = LowerOctets(looked, lower);
        lower = lower[..length];
        holdsMessage |= lower.IndexOf("message/"u8) >= 0;
        var name = lower.IndexOf("boundary"u8);
        if (name < 0)
            return;
        var value = line[(name + "boundary".Length)..].TrimEnd("\r\n \t"u8);
        if (line.Length > 1024 || boundaries.Count >= 100 || !TryReadValue(value, out var boundary))
            anyDashesMayBeBoundary = true;
        else
            boundaries.Add(boundary);
    }

    private static int LowerOctets(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = from[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(from[i] | 0x20) : from[i];
        return from.Length;
    }

    private static bool TryReadValue(ReadOnlySpan<byte> text, out byte[] boundary)
    {
        boundary = [];
        if (!text.StartsWith("="u8))
            return false;
        text = text[1..];
        var isQuoted = text.StartsWith("\""u8);
        if (isQuoted)
            text = text[1..];
        var end = isQuoted ? text.IndexOf((byte)'"') : text.IndexOfAny((byte)';', (byte)' ', (byte)'\t');
        boundary = (end < 0 ? text : text[..end]).ToArray();
        return boundary.Length > 0 && boundary.AsSpan().IndexOfAny((byte)'\\', (byte)'(', (byte)'=') < 0;
    }

    private ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> mail)
    {
        if (kept.Count == 1)
            return mail[kept[0]];
        var joined = new MemoryStream(mail.Length);
        foreach (var range in kept)
            joined.Write(mail.Span[range]);
        return joined.GetBuffer().AsMemory(0, (int)joined.Length);
    }
}
