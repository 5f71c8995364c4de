using Pabal.Engine.Selectors;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Queues;

/// <summary>A subscription to a queue.</summary>
public sealed class Consumer
{
    private ulong[] passedOver = [];

    public Consumer(Queue queue, string tag, IDeliveryTarget target)
    {
        Queue = queue;
        Tag = tag;
        Target = target;
    }

    public Queue Queue { get; }

    public string Tag { get; }

    public IDeliveryTarget Target { get; }

    /// <summary>Messages count as acknowledged once they are handed over.</summary>
    public bool AutoAcknowledge { get; init; }

    /// <summary>No other consumer may be there.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Consumers of a higher priority get messages first, as long as they can take them.</summary>
    public long Priority { get; init; }

    /// <summary>Which messages it takes; null for all. The others stay in the queue for other consumers.</summary>
    public Selector? Selector { get; init; }

    public FieldTable Arguments { get; init; } = FieldTable.Empty;

    /// <summary>True while it waits for its turn in the ring; guarded by the queue's lock.</summary>
    internal bool IsActive { get; set; }

    /// <summary>True while it could take messages, and another one is the single active consumer; guarded by the queue's lock.</summary>
    internal bool IsStandby { get; set; }

    /// <summary>True once it was taken off the queue; guarded by the queue's lock.</summary>
    internal bool IsCancelled { get; set; }

    /// <summary>The number up to which it selects nothing that is set aside on a lane; guarded by the queue's lock.</summary>
    internal ulong PassedOver(byte lane) => lane < passedOver.Length ? passedOver[lane] : 0;

    /// <summary>Sets <see cref="PassedOver"/>.</summary>
    internal void PassOver(byte lane, ulong end)
    {
        if (lane >= passedOver.Length)
            Array.Resize(ref passedOver, lane + 1);
        passedOver[lane] = end;
    }
}
