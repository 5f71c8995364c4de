using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What a transactional channel has published and settled since the last commit (AMQP 0-9-1 §1.9).</summary>
internal sealed class Transaction(AmqpChannel channel)
{
    private readonly List<(IncomingMessage Message, bool Mandatory)> publishes = [];
    private readonly List<UnackedMessage> acknowledged = [];
    private readonly List<UnackedMessage> returned = [];

    public void Add(IncomingMessage message, bool mandatory) => publishes.Add((message, mandatory));

    public void Acknowledge(List<UnackedMessage> deliveries) => acknowledged.AddRange(deliveries);

    public void Reject(List<UnackedMessage> deliveries, bool requeue) =>
        (requeue ? returned : acknowledged).AddRange(deliveries);

    /// <exception cref="AmqpException">A queue had no room for a message; all else is done.</exception>
    public void Commit()
    {
        var publisher = channel.Connection.Publisher;
        publisher.BeginTransaction();
        foreach (var (message, mandatory) in publishes)
            channel.Publishing.Publish(message, mandatory);
        publishes.Clear();
        channel.Deliveries.SettleWith(publisher, acknowledged);
        var isStored = publisher.CommitTransaction();
        channel.Deliveries.Return(returned);
        acknowledged.Clear();
        returned.Clear();
        if (!isStored)
            throw new AmqpException(ReplyCode.PreconditionFailed, "partial tx completion");
    }

    /// <summary>Drops the publishes; what was settled is unsettled again.</summary>
    public void Rollback()
    {
        foreach (var (message, _) in publishes)
            channel.Connection.Publisher.Abort(message);
        publishes.Clear();
        acknowledged.AddRange(returned);
        returned.Clear();
        channel.Deliveries.Unsettle(acknowledged);
        acknowledged.Clear();
    }
}
