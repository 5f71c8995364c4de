using MailKit;

namespace Mailroom.Mail.Sending;

/// <summary>
/// Watches a connection for the two moments that exceptions don't tell: the end of a mail's content has gone out, and a reply to it
/// has come. Nothing is written anywhere. Owned by the one attempt that uses the connection.
/// </summary>
internal sealed class ContentWatch : IProtocolLogger
{
    private static ReadOnlySpan<byte> DataCommand => "DATA\r\n"u8;

    private readonly List<byte> answer = [];
    private bool isContent;
    private int matched;
    private Action? contentSent;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>DATA was sent, so content may have followed.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The final dot is out: from here on the server may have taken the mail.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What the server said to the final dot.</summary>
    public SmtpReply? Reply { get; private set; }

    /// <summary>Starts anew for a mail.</summary>
    /// <param name="whenContentIsSent">Called once the final dot is out.</param>
    public void Begin(Action whenContentIsSent)
    {
        contentSent = whenContentIsSent;
        isContent = HasBegun = HasEnded = false;
        Reply = null;
        answer.Clear();
    }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        var octets = buffer.AsSpan(offset, count);
        if (isContent)
            WatchForEnd(octets);
        else if (!HasEnded && octets.EndsWith(DataCommand))
            Enter();
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (!HasEnded || Reply is not null)
            return;
        answer.AddRange(buffer.AsSpan(offset, count));
        if (SmtpReplyText.TryParse(answer.ToArray(), out var reply))
            Reply = reply;
    }

    public void Dispose()
    {
    }

    private void Enter()
    {
        isContent = HasBegun = true;
        // The content begins at the beginning of a line: CR LF are behind it.
        matched = 2;
    }

    // Dots at the beginning of other lines are doubled (RFC 5321, 4.5.2), so the sequence occurs once.
    private void WatchForEnd(ReadOnlySpan<byte> octets)
    {
        var end = "\r\n.\r\n"u8;
        foreach (var octet in octets)
        {
            if (octet == end[matched])
                matched++;
            else
                matched = octet == '\r' ? 1 : 0;
            if (matched < end.Length)
                continue;
            isContent = false;
            HasEnded = true;
            contentSent?.Invoke();
            return;
        }
    }
}
