using Mailroom.Api.Data;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Api.Delivery;

/// <summary>A command that the broker has given up ends its message's attempt, so that the message doesn't wait for it for ever.</summary>
internal sealed partial class DeadLetterHandler(ResultHandler results, TimeProvider time, ILogger<DeadLetterHandler> logger)
    : IDeadLetterHandler
{
    public async Task HandleAsync(MailroomEvent content, string? reason, CancellationToken cancellation)
    {
        if (content is not SendMail command)
            throw new EventRefusedException($"{content.RoutingKey} was given up ({reason}), which nothing here can make up for.");
        var id = $"{command.MessageId:N}-{command.Attempt}-dead";
        if (await results.ApplyAsync(id, command.MessageId, message => End(id, command, message, reason), cancellation))
            LogGivenUp(command.MessageId, command.Attempt, reason);
    }

    private AttemptEvent End(string id, SendMail command, Message message, string? reason)
    {
        var words = $"No bot could handle the command: the broker has given it up ({reason ?? "no reason given"})";
        // As its bot tells it: the mail as a whole has been sent.
        if (command.IsRemainder)
        {
            return new MailSent
            {
                Id = id,
                CorrelationId = command.CorrelationId,
                Time = time.GetUtcNow(),
                MessageId = command.MessageId,
                Attempt = command.Attempt,
                FirstAttempt = First(command),
                Reply = words,
                Refused = [.. command.Recipients.Select(recipient => new RefusedRecipient(recipient, words))],
            };
        }
        // A bot was about to send it, or has, and did not live to tell.
        if (message.Attempt == command.Attempt && message.Step == AttemptStep.Started)
        {
            return new MailUncertain
            {
                Id = id,
                CorrelationId = command.CorrelationId,
                Time = time.GetUtcNow(),
                MessageId = command.MessageId,
                Attempt = command.Attempt,
                FirstAttempt = First(command),
                Reason = $"{words}; it may have been sent",
                IsSentAgain = false,
            };
        }
        return new MailFailed
        {
            Id = id,
            CorrelationId = command.CorrelationId,
            Time = time.GetUtcNow(),
            MessageId = command.MessageId,
            Attempt = command.Attempt,
            FirstAttempt = First(command),
            Reason = words,
        };
    }

    // What is no number of an attempt may be the very reason for which the command was refused.
    private static int? First(SendMail command) => command.FirstAttempt >= 1 ? command.FirstAttempt : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {MessageId}, attempt {Attempt}: the broker has given the command up ({Reason})")]
    private partial void LogGivenUp(Guid messageId, int attempt, string? reason);
}
