using Pabal.Engine.Queues;
using Pabal.Server.Transport;

namespace Pabal.Server.Amqp;

/// <summary>The consumers of a connection that wait until more of its outbound octets are sent.</summary>
/// <remarks>Waiting consumers are added under the outbound lock; only the sender resumes them.</remarks>
internal sealed class RoomQueue(OutboundBuffer outbound)
{
    private readonly FlushSet touched = new();
    private List<AmqpConsumer> waiting = [];
    private List<AmqpConsumer> resuming = [];

    public void Add(AmqpConsumer consumer) => waiting.Add(consumer);

    public void Resume()
    {
        lock (outbound.Gate)
        {
            if (waiting.Count == 0)
                return;
            (waiting, resuming) = (resuming, waiting);
            foreach (var consumer in resuming)
                consumer.IsPaused = consumer.AwaitsRoom = false;
        }
        foreach (var consumer in resuming)
            consumer.Subscription.Queue.Resume(consumer.Subscription, touched);
        resuming.Clear();
        touched.Flush();
    }
}
