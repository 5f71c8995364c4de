using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>Compares a repeated declaration with what is there, property by property in RabbitMQ's order.</summary>
/// <remarks>Exclusiveness is not compared: who may use an exclusive queue is decided before this.</remarks>
public static class Equivalence
{
    private static readonly string[] classicArguments =
    [
        "x-expires", "x-message-ttl", "x-dead-letter-exchange", "x-dead-letter-routing-key", "x-max-length",
        "x-max-length-bytes", "x-max-priority", "x-overflow", "x-queue-mode", "x-queue-version",
        "x-single-active-consumer", "x-queue-type", "x-queue-master-locator",
    ];

    private static readonly string[] quorumArguments =
    [
        "x-dead-letter-exchange", "x-dead-letter-routing-key", "x-dead-letter-strategy", "x-expires", "x-max-length",
        "x-max-length-bytes", "x-max-in-memory-length", "x-max-in-memory-bytes", "x-overflow",
        "x-single-active-consumer", "x-queue-type", "x-quorum-initial-group-size", "x-delivery-limit",
        "x-message-ttl", "x-queue-leader-locator",
    ];

    /// <summary>Checks that declaring the queue again means the queue that is there; other arguments may differ.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static void Check(QueueDefinition current, QueueDefinition received, string virtualHost)
    {
        var subject = $"queue '{current.Name}' in vhost '{virtualHost}'";
        Check("durable", current.Durable, received.Durable, subject);
        Check("auto_delete", current.AutoDelete, received.AutoDelete, subject);
        var isQuorum = QueueArguments.TypeOf(current) == QueueType.Quorum;
        foreach (var name in isQuorum ? quorumArguments : classicArguments)
        {
            // A classic queue is what a queue without a type is, said or not.
            var isDefaultType = name == "x-queue-type" && !isQuorum
                && (!received.Arguments.TryGet(name, out var type) || type.AsString == "classic");
            if (!isDefaultType)
                Check(name, current.Arguments, received.Arguments, subject);
        }
    }

    /// <summary>Checks that declaring the exchange again means the exchange that is there; other arguments may differ.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static void Check(ExchangeDefinition current, ExchangeDefinition received, string virtualHost)
    {
        var subject = $"exchange '{current.Name}' in vhost '{virtualHost}'";
        if (current.Type != received.Type)
            throw Differ("type", subject, $"'{received.Type}'", $"'{current.Type}'");
        Check("durable", current.Durable, received.Durable, subject);
        Check("auto_delete", current.AutoDelete, received.AutoDelete, subject);
        Check("internal", current.Internal, received.Internal, subject);
        Check(ExchangeArguments.AlternateExchange, current.Arguments, received.Arguments, subject);
    }

    private static void Check(string name, bool current, bool received, string subject)
    {
        if (current != received)
            throw Differ(name, subject, received ? "'true'" : "'false'", current ? "'true'" : "'false'");
    }

    private static void Check(string name, FieldTable current, FieldTable received, string subject)
    {
        var isCurrent = current.TryGet(name, out var currentValue);
        var isReceived = received.TryGet(name, out var receivedValue);
        if (isCurrent && isReceived)
        {
            if (!AreSame(currentValue, receivedValue))
                throw Differ(name, subject, Short(receivedValue), Short(currentValue));
        }
        else if (isCurrent || isReceived)
        {
            throw Differ(name, subject, Long(isReceived, receivedValue), Long(isCurrent, currentValue));
        }
    }

    // Widths of integers don't matter, but here, unlike in headers bindings, 10 is not 10.0.
    private static bool AreSame(FieldValue left, FieldValue right) =>
        IsFloat(left) == IsFloat(right) && HeaderValueComparer.Equals(left, right);

    private static bool IsFloat(FieldValue value) => value.Type is FieldType.Float or FieldType.Double;

    private static string Short(FieldValue value) =>
        value.Type == FieldType.Void ? "none" : $"'{ErlangText.Plain(value)}'";

    private static string Long(bool isThere, FieldValue value) =>
        isThere ? $"the value '{ErlangText.Plain(value)}' of type '{ErlangText.TypeName(value)}'" : "none";

    private static BrokerException Differ(string name, string subject, string received, string current) => new(
        ErrorKind.PreconditionFailed, $"inequivalent arg '{name}' for {subject}: received {received} but current is {current}");
}
