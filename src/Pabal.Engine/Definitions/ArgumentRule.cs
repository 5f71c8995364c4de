using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>An argument that RabbitMQ knows, the queue types that take it, and what its value must be.</summary>
/// <param name="Check">Returns RabbitMQ's reason for refusing the value, or null; it sees all the arguments as well.</param>
internal sealed record ArgumentRule(string Name, bool Classic, bool Quorum, Func<FieldValue, FieldTable, string?> Check)
{
    public bool AppliesTo(QueueType type) => type == QueueType.Quorum ? Quorum : Classic;
}
