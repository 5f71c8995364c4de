using Mailroom.Bot.Ledgers;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Sending;

/// <summary>Sees to it that no further attempt is made, and says so where none is being made now.</summary>
internal sealed class CancelHandler(AttemptLedger ledger, OutcomePublisher outcomes, TimeProvider time) : IEventHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        if (content is not CancelMail { FirstAttempt: >= 1 } cancel)
            throw new EventRefusedException($"{content.RoutingKey} {content.Id} is no cancellation.");
        var found = await ledger.CancelAsync(cancel.MessageId, cancel.FirstAttempt, time.GetUtcNow(), cancellation);
        // Its end will say more.
        if (!found.IsRunning)
        {
            var key = new AttemptKey(cancel.MessageId, found.LastAttempt ?? cancel.FirstAttempt);
            await outcomes.PublishCancelledAsync(key, cancel.FirstAttempt, found, cancellation);
        }
    }
}
