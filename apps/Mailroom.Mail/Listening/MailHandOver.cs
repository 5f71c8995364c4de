using System.Text;
using Mailroom.Mail.Receiving;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mail.Listening;

/// <summary>Gives a mail to the handler, and turns the verdict into the reply that the client waits for.</summary>
internal sealed partial class MailHandOver(
    IMailHandler handler, SmtpListenerOptions options, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    /// <summary>The listener has been told to stop.</summary>
    public bool IsStopping => stopping.IsCancellationRequested;

    public async Task<SmtpReply> RunAsync(ReceivedMail mail, CancellationToken abandoning)
    {
        using var timeout = new CancellationTokenSource(options.HandlerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abandoning);
        try
        {
            return ToReply(await handler.HandleAsync(mail, either.Token), mail.SourceId);
        }
#pragma warning disable CA1031 // Whatever the handler throws, the mail is not stored, and its sender keeps it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotStored(exception, mail.SourceId);
            return SmtpReplies.HandlerFailed;
        }
    }

    private static SmtpReply ToReply(MailVerdict verdict, string id) => verdict.Disposition switch
    {
        MailDisposition.Stored => new SmtpReply(250, "2.0.0", $"{OneLine(verdict.Text)} as {id}"),
        MailDisposition.Refused => new SmtpReply(550, "5.7.1", OneLine(verdict.Text)),
        MailDisposition.TooLarge => new SmtpReply(552, "5.3.4", OneLine(verdict.Text)),
        _ => new SmtpReply(451, "4.3.0", OneLine(verdict.Text)),
    };

    // The handler's words go into the protocol: no line break of theirs may end the reply.
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
            line.Append(c is >= ' ' and <= '~' ? c : '?');
        return line.ToString(0, Math.Min(line.Length, 400));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {SourceId} was not stored")]
    private partial void LogNotStored(Exception exception, string sourceId);
}
