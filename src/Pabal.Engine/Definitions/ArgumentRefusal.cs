using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>The refusals of arguments, worded as RabbitMQ words them.</summary>
internal static class ArgumentRefusal
{
    public static BrokerException InvalidValue(string argument, string queue, string virtualHost, string reason) =>
        Refuse($"invalid arg '{argument}' for queue '{queue}' in vhost '{virtualHost}': {reason}");

    public static BrokerException NotForType(string argument, string queue, string virtualHost, QueueType type) =>
        Refuse($"invalid arg '{argument}' for queue '{queue}' in vhost '{virtualHost}' of queue type "
            + (type == QueueType.Quorum ? "rabbit_quorum_queue" : "rabbit_classic_queue"));

    public static BrokerException InvalidProperty(string property, string queue, string virtualHost) =>
        Refuse($"invalid property '{property}' for queue '{queue}' in vhost '{virtualHost}'");

    /// <summary>The refusal of an argument that must name an exchange and is not a string.</summary>
    public static BrokerException InvalidType(FieldValue value, string argument, string owner, string name, string virtualHost) =>
        Refuse($"invalid type '{ErlangText.TypeName(value)}' for arg '{argument}' in {owner} '{name}' in vhost '{virtualHost}'");

    private static BrokerException Refuse(string text) => new(ErrorKind.PreconditionFailed, text);
}
