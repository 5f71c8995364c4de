using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>Publishes dead letters with a publisher, as part of its batch or transaction. Owned by the publisher.</summary>
internal sealed class DeadLetterWriter(Publisher publisher, VirtualHost virtualHost)
{
    private readonly IncomingMessage message = new();

    /// <summary>
    /// Publishes, in a transaction, what a client has rejected: it shows, when that is carried out, whether the queues have taken it.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="settings">What holds for it.</param>
    /// <param name="rejected">The message, whose reference the caller keeps.</param>
    /// <param name="targets">Where it went; null when it went nowhere.</param>
    public PublishResult WriteTentatively(Queue queue, QueueSettings settings, in Settlement rejected, out RouteTargets? targets)
    {
        message.IsTentative = true;
        message.TentativeTargets = null;
        var result = Write(queue, settings, new DeadLetter(rejected.Sequence, rejected.Entry, DeathReason.Rejected));
        message.IsTentative = false;
        targets = message.TentativeTargets;
        message.TentativeTargets = null;
        return result;
    }

    /// <summary>Publishes what a queue has given up; it is on its way with the publisher's next flush.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="settings">What held for it then.</param>
    /// <param name="letter">The message, whose reference the caller keeps.</param>
    /// <returns>
    /// What became of it. In a transaction it is <see cref="PublishResult.Rejected"/> also when a queue only may refuse it, which
    /// would not show before the commit.
    /// </returns>
    public PublishResult Write(Queue queue, QueueSettings settings, in DeadLetter letter)
    {
        if (settings.DeadLetterExchange is null)
            return PublishResult.Routed;
        var copy = DeadLetterCopy.Of(queue, settings, letter, virtualHost.Schedule.NowMs);
        if (copy.Envelope is null || publisher.FindDeadLetterRoute(copy.Envelope) is not { } route)
            return PublishResult.Unroutable;
        var original = virtualHost.Store.Open(letter.Entry);
        try
        {
            publisher.Begin(message, route, copy.Properties, original.BodyLength);
        }
        catch (BrokerException)
        {
            // Its headers ask for something that no message may: then it should never have come so far.
            return PublishResult.Unroutable;
        }
        message.MustBeTaken = !message.IsTentative;
        if (letter.Reason != DeathReason.Rejected)
            message.Deaths = copy.Headers;
        return publisher.CompleteCopy(message, original);
    }

    /// <summary>Whether the message need not be tried again.</summary>
    /// <param name="result">From <see cref="Write"/>.</param>
    /// <param name="settings">What holds for its queue.</param>
    public static bool IsDone(PublishResult result, QueueSettings settings) =>
        result == PublishResult.Routed || (result == PublishResult.Unroutable && !settings.KeepsDeadLetters);
}
