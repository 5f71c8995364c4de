using Mailroom.Bot.Ledgers;
using Mailroom.Mail;
using Mailroom.Mail.Sending;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot.Sending;

/// <summary>
/// Makes an attempt to send. The intent is on disk before the server is asked, the end before it is published, and that before the
/// command is acknowledged: wherever the process ends, the command comes again and finds what was last recorded.
/// </summary>
internal sealed partial class SendHandler(
    AttemptLedger ledger,
    AttemptRecorder recorder,
    OpenAttempts open,
    OutcomePublisher outcomes,
    AttemptRules rules,
    IMailSender sender,
    BotIdentity bot,
    TimeSpan uncertainAfter,
    TimeProvider time,
    ILogger<SendHandler> logger) : IEventHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        if (content is not SendMail { FirstAttempt: >= 1 } command || command.Attempt < command.FirstAttempt)
            throw new EventRefusedException($"{content.RoutingKey} {content.Id} is no command to send.");
        var key = new AttemptKey(command.MessageId, command.Attempt);
        if (!open.TryEnter(key))
        {
            await outcomes.PostponeAsync(command, cancellation);
            return;
        }
        try
        {
            await HandleAsync(command, key, cancellation);
        }
        finally
        {
            open.Leave(key);
        }
    }

    private async Task HandleAsync(SendMail command, AttemptKey key, CancellationToken cancellation)
    {
        if (open.TryGet(key, out var known))
        {
            if (known is not null)
            {
                await outcomes.PublishAsync(command, await recorder.FinishAsync(key, known));
                return;
            }
            await recorder.RemoveAsync(key);
        }
        var begin = await ledger.BeginAsync(key, command.FirstAttempt, bot, time.GetUtcNow(), cancellation);
        if (begin.Cancelled is { } cancelled)
            await outcomes.PublishCancelledAsync(key, command.FirstAttempt, cancelled, cancellation);
        else if (begin.Existing?.FirstAttempt > command.FirstAttempt)
            LogSuperseded(command.MessageId, command.Attempt);
        else if (begin.Existing is { End: { } end })
            await outcomes.PublishAsync(command, end);
        // What this process began, does not do now, and knows no end of, is an intent whose recording seemed to have failed.
        else if (begin.Existing is null || begin.Existing.Instance == bot.Instance)
            await SendAsync(command, key, cancellation);
        else if (begin.Existing.Bot == bot.Name || time.GetUtcNow() - begin.Existing.StartedAt > uncertainAfter)
            await GiveUpAsync(command, begin.Existing);
        else
            await outcomes.PostponeAsync(command, cancellation);
    }

    private async Task SendAsync(SendMail command, AttemptKey key, CancellationToken cancellation)
    {
        SendResult result;
        try
        {
            await outcomes.PublishStartedAsync(command, bot.Name, cancellation);
            result = await AttemptAsync(command, cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or BrokerUnavailableException)
        {
            await recorder.RemoveAsync(key);
            throw;
        }
        LogEnded(command.MessageId, command.Attempt, result.Outcome);
        var end = await recorder.FinishAsync(key, rules.Judge(command, result));
        await outcomes.PublishAsync(command, end);
    }

    private async Task<SendResult> AttemptAsync(SendMail command, CancellationToken cancellation)
    {
        try
        {
            var mail = new OutgoingMail(new MailEnvelope(command.From, command.Recipients), command.Content);
            return await sender.SendAsync(mail, cancellation);
        }
#pragma warning disable CA1031 // A sender that throws says nothing about the mail, and must not look like a mail not sent.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogThrown(command.MessageId, command.Attempt, exception);
            return new SendResult(SendOutcome.Uncertain, null, [], "The sender failed without saying what became of the mail.");
        }
    }

    private async Task GiveUpAsync(SendMail command, AttemptRow row)
    {
        var end = rules.Unknown(row.Key, row.FirstAttempt, $"{row.Bot} began to send it, and its end is not recorded.");
        LogEnded(command.MessageId, command.Attempt, SendOutcome.Uncertain);
        await outcomes.PublishAsync(command, await ledger.FinishAsync(row.Key, row.Instance, end, CancellationToken.None));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {MessageId}, attempt {Attempt}: {Outcome}")]
    private partial void LogEnded(Guid messageId, int attempt, SendOutcome outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {MessageId} was sent again since: attempt {Attempt} of before is dropped")]
    private partial void LogSuperseded(Guid messageId, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sender failed with mail {MessageId}, attempt {Attempt}")]
    private partial void LogThrown(Guid messageId, int attempt, Exception exception);
}
