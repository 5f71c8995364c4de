using Pabal.Engine.Publishing;

namespace Pabal.Engine.Durability;

/// <summary>Messages in a row that go to the same queues, on their way into the log.</summary>
/// <param name="targets">The durable ones of the queues.</param>
/// <param name="firstStart">Where their places in the batch's list of starts begin.</param>
internal struct LoggedRun(PendingQueue[] targets, int firstStart)
{
    public readonly PendingQueue[] Targets = targets;

    public readonly int FirstStart = firstStart;

    public int Count;

    public long Octets;

    public long BodyOctets;

    public MessageTimes Times;

    public void Append(in LoggedMessage message)
    {
        Times = Count == 0 ? message.Times : Times.With(message.Times);
        Count++;
        Octets += message.Octets;
        BodyOctets += message.BodyOctets;
    }
}
