using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What a transactional channel has published and settled since the last commit (AMQP 0-9-1 §1.9).</summary>
internal sealed class Transaction(AmqpChannel channel)
{
    private readonly List<(IncomingMessage Message, bool Mandatory)> publishes = [];
    private readonly List<UnackedMessage>[] settled = [[], [], [], []];
    private long octets;

    /// <summary>True when it holds messages that only its end gives up.</summary>
    public bool HasPublished => publishes.Count > 0;

    /// <summary>Adds a message.</summary>
    /// <param name="message">Complete.</param>
    /// <param name="mandatory">Whether it is returned when it leads nowhere.</param>
    /// <param name="length">What is counted for it as unfinished content.</param>
    public void Add(IncomingMessage message, bool mandatory, long length)
    {
        publishes.Add((message, mandatory));
        octets += length;
    }

    public void Settle(SettlementKind kind, List<UnackedMessage> deliveries) => settled[(int)kind].AddRange(deliveries);

    /// <exception cref="AmqpException">A queue had no room for a message; all else is done.</exception>
    public void Commit()
    {
        var publisher = channel.Connection.Publisher;
        publisher.BeginTransaction();
        foreach (var (message, mandatory) in publishes)
            channel.Publishing.Publish(message, mandatory);
        ClearPublishes();
        SettleWith(publisher, SettlementKind.Acknowledge);
        SettleWith(publisher, SettlementKind.Reject);
        var isStored = publisher.CommitTransaction();
        Return(SettlementKind.Return);
        Return(SettlementKind.Fail);
        if (!isStored)
            throw new AmqpException(ReplyCode.PreconditionFailed, "partial tx completion");
    }

    /// <summary>Drops the publishes; what was settled is unsettled again.</summary>
    public void Rollback()
    {
        foreach (var (message, _) in publishes)
            channel.Connection.Publisher.Abort(message);
        ClearPublishes();
        var all = new List<UnackedMessage>();
        foreach (var deliveries in settled)
        {
            all.AddRange(deliveries);
            deliveries.Clear();
        }
        channel.Deliveries.Unsettle(all);
    }

    private void SettleWith(Publisher publisher, SettlementKind kind)
    {
        channel.Deliveries.SettleWith(publisher, kind, settled[(int)kind]);
        settled[(int)kind].Clear();
    }

    private void Return(SettlementKind kind)
    {
        channel.Deliveries.Return(kind, settled[(int)kind]);
        settled[(int)kind].Clear();
    }

    private void ClearPublishes()
    {
        publishes.Clear();
        channel.Connection.Unfinished.Remove(octets);
        octets = 0;
    }
}
