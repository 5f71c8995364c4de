namespace Pabal.Engine.Destinations;

/// <summary>What ActiveMQ and JMS call a destination.</summary>
public enum DestinationKind
{
    /// <summary>Each message goes to one consumer: the default exchange, with the queue's name as the routing key.</summary>
    Queue,

    /// <summary>Each message goes to every subscriber: the exchange amq.topic, with the topic's name as the routing key.</summary>
    Topic,
}
