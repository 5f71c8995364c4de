using System.Net;
using Mailroom.Mail.Receiving;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mail.Listening;

/// <summary>One client's connection, from the greeting to the end (RFC 5321, 4). Runs on one logical thread.</summary>
internal sealed partial class SmtpSession(
    SmtpConnection connection, IPAddress client, SmtpListenerOptions options, MailHandOver handOver, TimeProvider time, ILogger logger)
{
    private readonly SmtpClientState state = new();
    private readonly SmtpTransaction transaction = new(options);
    private readonly CommandBudget budget = new(options, time);
    private bool isEnding;

    public async Task RunAsync(CancellationToken abandoning)
    {
        try
        {
            if (options.ImplicitTls)
                await SecureAsync();
            connection.Add(new SmtpReply(220, null, $"{options.HostName} ESMTP"));
            while (!isEnding && await ReadCommandAsync() is { } command)
                Answer(await CarryOutAsync(command, abandoning));
            await connection.FlushAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            await SayGoodbyeAsync();
        }
    }

    private async ValueTask<SmtpCommand?> ReadCommandAsync()
    {
        var (status, line) = await connection.ReadLineAsync();
        if (status == SmtpLineStatus.EndOfInput)
            return null;
        if (status != SmtpLineStatus.Complete)
        {
            End(status == SmtpLineStatus.TooLong ? SmtpReplies.LineTooLong : SmtpReplies.BareLineBreak);
            return null;
        }
        if (budget.CountCommand() is { } excess)
        {
            End(excess);
            return null;
        }
        return SmtpCommand.TryParse(line.Span, out var command) ? command : new SmtpCommand("", "");
    }

    private void Answer(SmtpReply? reply)
    {
        if (reply is null)
            return;
        connection.Add(reply);
        if (!isEnding && budget.CountReply(reply) is { } excess)
            End(excess);
    }

    private async ValueTask<SmtpReply?> CarryOutAsync(SmtpCommand command, CancellationToken abandoning)
    {
        switch (command.Verb)
        {
            case "EHLO" or "HELO":
                return Greet(command);
            case "MAIL":
                return CheckAccess() ?? transaction.Mail(command.Argument);
            case "RCPT":
                return transaction.Recipient(command.Argument);
            case "DATA":
                return command.Argument.Length > 0 ? SmtpReplies.BadArgument : await ReceiveAsync(abandoning);
            case "STARTTLS":
                return await StartTlsAsync(command.Argument);
            case "AUTH":
                return await AuthenticateAsync(command.Argument, abandoning);
            case "RSET":
                transaction.Reset();
                return SmtpReplies.Ok;
            case "NOOP":
                return SmtpReplies.Ok;
            case "VRFY":
                return new SmtpReply(252, "2.5.0", "Send some mail, it will be tried");
            case "EXPN" or "HELP":
                return SmtpReplies.NotImplemented;
            case "QUIT":
                isEnding = true;
                return SmtpReplies.Bye;
            // What follows is content, or another protocol's: none of it may be read as commands.
            case "BDAT" or "GET" or "POST" or "PUT" or "CONNECT" or "OPTIONS":
                isEnding = true;
                return SmtpReplies.NotImplemented;
            default:
                return command.Verb.Length == 0 ? SmtpReplies.NoText : SmtpReplies.Unknown;
        }
    }

    private SmtpReply Greet(SmtpCommand command)
    {
        var isExtended = command.Verb == "EHLO";
        if (state.Greet(command.Argument, isExtended) is { } refusal)
            return refusal;
        transaction.Reset();
        return new SmtpReply(250, null, isExtended ? Extensions() : options.HostName);
    }

    private string Extensions()
    {
        var lines = $"{options.HostName}\nPIPELINING\nSIZE {options.MaxMessageBytes}\n8BITMIME\nENHANCEDSTATUSCODES\nSMTPUTF8";
        if (options.Certificate is not null && !state.IsSecure)
            lines += "\nSTARTTLS";
        return IsAuthenticationOffered ? lines + "\nAUTH PLAIN LOGIN" : lines;
    }

    private bool IsAuthenticationOffered =>
        options.Authenticate is not null && (state.IsSecure || options.AllowPlaintextAuthentication);

    private SmtpReply? CheckAccess()
    {
        if (state.HelloName is null)
            return SmtpReplies.BadSequence;
        if (options.RequireTls && !state.IsSecure)
            return SmtpReplies.NeedsTls;
        return options.RequireAuthentication && !state.IsAuthenticated ? SmtpReplies.NeedsAuthentication : null;
    }

    private async ValueTask<SmtpReply?> StartTlsAsync(string argument)
    {
        if (argument.Length > 0)
            return SmtpReplies.BadArgument;
        if (options.Certificate is null || state.IsSecure || state.HelloName is null)
            return SmtpReplies.BadSequence;
        connection.Add(SmtpReplies.ReadyForTls);
        await connection.FlushAsync();
        await SecureAsync();
        return null;
    }

    private async ValueTask SecureAsync()
    {
        await connection.SecureAsync();
        state.BecomeSecure();
        transaction.Reset();
    }

    private async ValueTask<SmtpReply> AuthenticateAsync(string argument, CancellationToken abandoning)
    {
        if (!IsAuthenticationOffered)
            return options.Authenticate is null ? SmtpReplies.NotImplemented : SmtpReplies.NeedsTls;
        if (state.HelloName is null || state.IsAuthenticated || transaction.IsOpen)
            return SmtpReplies.BadSequence;
        var reply = await new SmtpAuthentication(connection, options.Authenticate!).RunAsync(argument, abandoning);
        state.IsAuthenticated = reply.Code == 235;
        return reply;
    }

    private async ValueTask<SmtpReply> ReceiveAsync(CancellationToken abandoning)
    {
        if (transaction.CheckData() is { } refusal)
            return refusal;
        var envelope = transaction.ToEnvelope();
        var protocol = state.ProtocolName(transaction.IsInternational);
        transaction.Reset();
        var now = time.GetUtcNow();
        var id = $"smtp-{Guid.CreateVersion7(now):N}";
        await using var spool = new MailSpool(options.TemporaryDirectory, options.MemoryPerMessageBytes);
        connection.Add(SmtpReplies.StartMail);
        await connection.FlushAsync();
        var trace = TraceField.Create(state.HelloName!, client, options.HostName, protocol, id, now);
        var intake = new ContentIntake(connection, spool, options, time);
        return await intake.ReceiveAsync(trace) ??
            await handOver.RunAsync(new ReceivedMail(id, envelope, now, spool), abandoning);
    }

    private void End(SmtpReply reply)
    {
        connection.Add(reply);
        isEnding = true;
    }

    private async Task SayGoodbyeAsync()
    {
        try
        {
            connection.Add(handOver.IsStopping ? SmtpReplies.ShuttingDown : SmtpReplies.Timeout);
            await connection.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or InvalidOperationException)
        {
            LogNoGoodbye(client, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Could not tell {Client} that its session ends: {Problem}")]
    private partial void LogNoGoodbye(IPAddress client, string problem);
}
