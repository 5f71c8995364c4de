using Pabal.Wire.Amqp;

namespace Pabal.Bench.Backlogs;

/// <summary>Counts confirms that come singly or many at once, in order or not.</summary>
internal sealed class ConfirmTally
{
    private readonly HashSet<ulong> early = [];

    /// <summary>Everything up to this tag is confirmed.</summary>
    public ulong Complete { get; private set; }

    public void Add(BasicAck confirm)
    {
        if (confirm.Multiple)
            Complete = Math.Max(Complete, confirm.DeliveryTag);
        else
            early.Add(confirm.DeliveryTag);
        while (early.Count > 0 && early.Remove(Complete + 1))
            Complete++;
    }
}
