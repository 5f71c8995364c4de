using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>Publishes dead letters with a publisher, as part of its batch or transaction. Owned by the publisher.</summary>
internal sealed class DeadLetterWriter(Publisher publisher, VirtualHost virtualHost)
{
    private readonly IncomingMessage message = new();

    /// <summary>Publishes what a queue has given up; it is on its way with the publisher's next flush.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="settings">What held for it then.</param>
    /// <param name="letter">The message, whose reference the caller keeps.</param>
    /// <returns>False when no queue takes it.</returns>
    public bool TryWrite(Queue queue, QueueSettings settings, in DeadLetter letter)
    {
        if (settings.DeadLetterExchange is null)
            return true;
        var copy = DeadLetterCopy.Of(queue, settings, letter, virtualHost.Schedule.NowMs);
        if (copy.Envelope is null || publisher.FindDeadLetterRoute(copy.Envelope) is not { } route)
            return false;
        var original = virtualHost.Store.Open(letter.Entry);
        try
        {
            publisher.Begin(message, route, copy.Properties, original.BodyLength);
        }
        catch (BrokerException)
        {
            // Its headers ask for something that no message may: then it should never have come so far.
            return false;
        }
        if (letter.Reason != DeathReason.Rejected)
            message.Deaths = copy.Headers;
        for (var at = 0; at < original.BodyLength;)
        {
            var piece = original.Body(at);
            publisher.Append(message, piece);
            at += piece.Length;
        }
        var entry = message.Entry;
        if (publisher.Complete(message) != PublishResult.Unroutable)
            return true;
        publisher.Abort(entry);
        return false;
    }
}
