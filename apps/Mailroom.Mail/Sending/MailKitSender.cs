using MailKit.Net.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Mail.Sending;

/// <summary>Sends by SMTP over a few connections that it keeps open. May be used by many threads.</summary>
public sealed partial class MailKitSender : IMailSender, IAsyncDisposable
{
    private readonly SmtpSenderOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SmtpPool pool;

    public MailKitSender(SmtpSenderOptions options, TimeProvider? time = null, ILogger<MailKitSender>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxConnections < 1)
            throw new ArgumentException($"MaxConnections is {options.MaxConnections}; it has to be 1 or more.", nameof(options));
        this.options = options;
        this.time = time ?? TimeProvider.System;
        this.logger = logger ?? NullLogger<MailKitSender>.Instance;
        pool = new SmtpPool(options, this.time);
    }

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mail);
        PreparedMail prepared;
        try
        {
            prepared = PreparedMail.From(mail, cancellation);
        }
        catch (FormatException exception)
        {
            return new SendResult(SendOutcome.PermanentFailure, null, [], exception.Message);
        }
        using var message = prepared.Message;
        await pool.EnterAsync(cancellation);
        try
        {
            var result = await SendPreparedAsync(prepared, cancellation);
            LogAttempt(result.Outcome, result.Reply, result.Problem);
            return result;
        }
        finally
        {
            pool.Leave();
        }
    }

    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private async Task<SendResult> SendPreparedAsync(PreparedMail mail, CancellationToken cancellation)
    {
        using var deadline = new AttemptDeadline(time, cancellation);
        if (pool.TakeIdle() is { } open)
        {
            var result = await SendOverAsync(open, mail, deadline, cancellation);
            // The server may close an unused connection at any time; that is no failure of this mail.
            if (result.Outcome != SendOutcome.NotSent || open.Watch.HasBegun)
                return result;
        }
        SmtpChannel channel;
        try
        {
            deadline.Allow(options.Server.ConnectTimeout);
            channel = await pool.ConnectAsync(deadline.Token);
        }
#pragma warning disable CA1031 // Whatever the server and the network do is in the result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            cancellation.ThrowIfCancellationRequested();
            return AttemptVerdict.OfConnecting(exception);
        }
        return await SendOverAsync(channel, mail, deadline, cancellation);
    }

    private async Task<SendResult> SendOverAsync(
        SmtpChannel channel, PreparedMail mail, AttemptDeadline deadline, CancellationToken cancellation)
    {
        try
        {
            if (Prevents(channel, mail) is { } problem)
                return new SendResult(SendOutcome.PermanentFailure, null, [], problem);
            deadline.Allow(options.SendTimeout);
            channel.Watch.Begin(() => deadline.Allow(options.ReplyTimeout));
            // Not only when it is out: the caller could then end the wait for the reply to a mail that the server has.
            var reply = await channel.SendAsync(mail, deadline.Detach, deadline.Token);
            return AttemptVerdict.OfReply(reply, channel.Recipients);
        }
#pragma warning disable CA1031 // Past the final dot every exception means the same, and must not look like a mail not sent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!channel.Watch.HasEnded)
                cancellation.ThrowIfCancellationRequested();
            return AttemptVerdict.OfSending(channel, exception);
        }
        finally
        {
            pool.Return(channel);
        }
    }

    private static string? Prevents(SmtpChannel channel, PreparedMail mail)
    {
        if (mail.NeedsUtf8 && !channel.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            return "The server takes no addresses or header fields outside ASCII (SMTPUTF8).";
        return channel.Capabilities.HasFlag(SmtpCapabilities.Size) && channel.MaxSize > 0 && mail.Length > channel.MaxSize
            ? $"The mail has {mail.Length} octets, and the server takes {channel.MaxSize}."
            : null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "An attempt to send ended: {Outcome} {Reply} {Problem}")]
    private partial void LogAttempt(SendOutcome outcome, SmtpReply? reply, string? problem);
}
