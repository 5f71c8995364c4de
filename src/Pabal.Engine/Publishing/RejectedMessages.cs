using System.Runtime.InteropServices;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>
/// What a client's transaction rejects. It settles the messages whose dead letters are taken; the others are rejected again when it
/// was carried out, as they would be without one: before that nothing of it may show.
/// </summary>
/// <remarks>Owned by the publisher.</remarks>
internal sealed class RejectedMessages(Publisher publisher)
{
    private readonly List<Rejected> messages = [];
    private readonly List<Settlement> taken = [];
    private readonly List<Rejected> refused = [];

    /// <summary>Publishes a message's dead letter in the transaction.</summary>
    public void Add(Queue queue, in Settlement message)
    {
        var settings = queue.Settings;
        var result = publisher.DeadLetters.WriteTentatively(queue, settings, message, out var targets);
        messages.Add(new Rejected(queue, message, DeadLetterWriter.IsDone(result, settings), targets));
    }

    /// <summary>Settles, within the transaction, those whose dead letters are taken, now that they are with their queues.</summary>
    public void Settle()
    {
        Queue? queue = null;
        foreach (ref readonly var one in CollectionsMarshal.AsSpan(messages))
        {
            if (!one.IsTaken)
            {
                refused.Add(one);
                continue;
            }
            if (one.Queue != queue)
                Settle(queue);
            queue = one.Queue;
            taken.Add(one.Message);
        }
        Settle(queue);
        messages.Clear();
    }

    /// <summary>Ends the transaction.</summary>
    /// <param name="isLogged">False when the log has failed: then nothing more is done.</param>
    public void End(bool isLogged)
    {
        foreach (ref readonly var one in CollectionsMarshal.AsSpan(refused))
        {
            if (isLogged)
                one.Queue.Reject([one.Message]);
        }
        refused.Clear();
    }

    private void Settle(Queue? queue)
    {
        if (queue is not null)
            publisher.Acknowledge(queue, CollectionsMarshal.AsSpan(taken));
        taken.Clear();
    }

    private readonly record struct Rejected(Queue Queue, Settlement Message, bool IsDone, RouteTargets? Targets)
    {
        public bool IsTaken => IsDone && Targets?.HaveRefused() != true;
    }
}
