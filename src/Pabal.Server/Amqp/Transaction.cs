using Pabal.Engine.Publishing;

namespace Pabal.Server.Amqp;

/// <summary>What a transactional channel has published and settled since the last commit (AMQP 0-9-1 §1.9).</summary>
internal sealed class Transaction(AmqpChannel channel)
{
    private readonly List<(IncomingMessage Message, bool Mandatory)> publishes = [];
    private readonly List<UnackedMessage> acknowledged = [];
    private readonly List<UnackedMessage> returned = [];
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

    public void Acknowledge(List<UnackedMessage> deliveries) => acknowledged.AddRange(deliveries);

    public void Reject(List<UnackedMessage> deliveries, bool requeue) =>
        (requeue ? returned : acknowledged).AddRange(deliveries);

    public void Commit()
    {
        var publisher = channel.Connection.Publisher;
        publisher.BeginTransaction();
        foreach (var (message, mandatory) in publishes)
            channel.Publishing.Publish(message, mandatory);
        ClearPublishes();
        channel.Deliveries.SettleWith(publisher, acknowledged);
        publisher.CommitTransaction();
        channel.Deliveries.Return(returned);
        acknowledged.Clear();
        returned.Clear();
    }

    /// <summary>Drops the publishes; what was settled is unsettled again.</summary>
    public void Rollback()
    {
        foreach (var (message, _) in publishes)
            channel.Connection.Publisher.Abort(message);
        ClearPublishes();
        acknowledged.AddRange(returned);
        returned.Clear();
        channel.Deliveries.Unsettle(acknowledged);
        acknowledged.Clear();
    }
    private void ClearPublishes()
    {
        publishes.Clear();
        channel.Connection.Unfinished.Remove(octets);
        octets = 0;
    }
}
