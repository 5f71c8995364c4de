using Mailroom.Mail.Receiving;

namespace Mailroom.Mail.Listening;

/// <summary>
/// Reads one mail's content into its spool. What is refused is still read to its end, so that client and server agree on where the
/// next command begins; a client that goes on for too long loses the connection.
/// </summary>
internal sealed class ContentIntake(
    SmtpConnection connection, MailSpool spool, SmtpListenerOptions options, TimeProvider time)
{
    private readonly SmtpDataDecoder decoder = new();
    private readonly byte[] decoded = new byte[(16 << 10) + SmtpDataDecoder.OutputMargin];
    private long received;
    private SmtpReply? refusal;

    /// <param name="trace">What goes before the content.</param>
    /// <returns>Why the mail is refused; null when all of it is in the spool.</returns>
    /// <exception cref="EndOfStreamException">The client went away before the end.</exception>
    /// <exception cref="TimeoutException">The client took too long, or sent far more than is allowed.</exception>
    public async Task<SmtpReply?> ReceiveAsync(ReadOnlyMemory<byte> trace)
    {
        var started = time.GetTimestamp();
        await StoreAsync(trace);
        while (!decoder.IsComplete)
        {
            var octets = await connection.ReadContentAsync();
            if (octets.IsEmpty)
                throw new EndOfStreamException("The connection ended within a message.");
            if (time.GetElapsedTime(started) > options.MessageTimeout || received > 2L * options.MaxMessageBytes)
                throw new TimeoutException("The message has no end.");
            await TakeAsync(octets);
        }
        if (refusal is null)
            await CompleteAsync();
        return refusal;
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> octets)
    {
        var room = decoded.Length - SmtpDataDecoder.OutputMargin;
        if (octets.Length > room)
            octets = octets[..room];
        connection.Advance(decoder.Decode(octets.Span, decoded, out var written));
        received += written;
        refusal ??= Judge();
        if (refusal is null)
            await StoreAsync(decoded.AsMemory(0, written));
    }

    private SmtpReply? Judge()
    {
        if (received > options.MaxMessageBytes)
            return SmtpReplies.TooLarge;
        if (decoder.LongestLine > options.MaxContentLineBytes)
            return SmtpReplies.ContentLineTooLong;
        return decoder.HasBareLineBreak ? SmtpReplies.BareLineBreakInContent : null;
    }

    private async ValueTask StoreAsync(ReadOnlyMemory<byte> octets)
    {
        try
        {
            await spool.WriteAsync(octets, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            refusal = SmtpReplies.NoSpace;
        }
    }

    private async ValueTask CompleteAsync()
    {
        try
        {
            await spool.CompleteAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            refusal = SmtpReplies.NoSpace;
        }
    }
}
