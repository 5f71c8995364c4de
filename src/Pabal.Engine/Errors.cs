using System.Globalization;
using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Engine;

/// <summary>The engine's refusals, worded as RabbitMQ words them because clients match on the words.</summary>
internal static class Errors
{
    public static BrokerException NoQueue(string name, string virtualHost) =>
        new(ErrorKind.NotFound, $"no queue '{name}' in vhost '{virtualHost}'");

    public static BrokerException NoExchange(string name, string virtualHost) =>
        new(ErrorKind.NotFound, $"no exchange '{name}' in vhost '{virtualHost}'");

    public static BrokerException ExclusiveUse(Queue queue) =>
        new(ErrorKind.AccessRefused, $"queue '{queue.Name}' in vhost '{queue.VirtualHost}' in exclusive use");

    public static BrokerException Locked(Queue queue) => new(
        ErrorKind.ResourceLocked,
        $"cannot obtain exclusive access to locked queue '{queue.Name}' in vhost '{queue.VirtualHost}'. It could be "
        + "originally declared on another connection or the exclusive property value does not match that of the original "
        + "declaration.");

    public static BrokerException QueueInUse(Queue queue) =>
        new(ErrorKind.PreconditionFailed, $"queue '{queue.Name}' in vhost '{queue.VirtualHost}' in use");

    public static BrokerException QueueNotEmpty(Queue queue) =>
        new(ErrorKind.PreconditionFailed, $"queue '{queue.Name}' in vhost '{queue.VirtualHost}' not empty");

    public static BrokerException ExchangeInUse(string name, string virtualHost) =>
        new(ErrorKind.PreconditionFailed, $"exchange '{name}' in vhost '{virtualHost}' in use");

    public static BrokerException InternalExchange(string name, string virtualHost) =>
        new(ErrorKind.AccessRefused, $"cannot publish to internal exchange '{name}' in vhost '{virtualHost}'");

    public static BrokerException NoVirtualHost(string virtualHost) =>
        new(ErrorKind.NotAllowed, $"vhost {virtualHost} not found");

    public static BrokerException VirtualHostRefused(string virtualHost, string user) =>
        new(ErrorKind.NotAllowed, $"access to vhost '{virtualHost}' refused for user '{user}'");

    public static BrokerException TooManyConnections(string virtualHost, string user, long limit) => new(
        ErrorKind.NotAllowed,
        Text($"access to vhost '{virtualHost}' refused for user '{user}': connection limit ({limit}) is reached"));

    public static BrokerException TooManyConnections(string user, long limit) =>
        new(ErrorKind.NotAllowed, Text($"connection refused for user '{user}': user connection limit ({limit}) is reached"));

    public static BrokerException TooManyChannels(string user, long? limit) => new(
        ErrorKind.NotAllowed,
        Text($"number of channels opened for user '{user}' has reached the maximum allowed user limit of ({limit})"));

    public static BrokerException TooManyQueues(string queue, string virtualHost, long limit) => new(
        ErrorKind.PreconditionFailed,
        Text($"cannot declare queue '{queue}': queue limit in vhost '{virtualHost}' ({limit}) is reached"));

    public static BrokerException AccessRefused(ResourceKind kind, string name, string virtualHost, string user)
    {
        var what = kind == ResourceKind.Exchange ? "exchange" : "queue";
        return new(ErrorKind.AccessRefused, $"access to {what} '{name}' in vhost '{virtualHost}' refused for user '{user}'");
    }

    public static BrokerException TopicRefused(string routingKey, string exchange, string virtualHost, string user) => new(
        ErrorKind.AccessRefused,
        $"access to topic '{routingKey}' in exchange '{exchange}' in vhost '{virtualHost}' refused for user '{user}'");

    public static BrokerException UnacceptableHeader(string header, FieldValue value) =>
        InvalidMessage($"{{unacceptable_type_in_header,\"{header}\",{ErlangText.TypeName(value)}}}");

    public static BrokerException InvalidMessage(string reason) => new(ErrorKind.PreconditionFailed, $"invalid message: {reason}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
