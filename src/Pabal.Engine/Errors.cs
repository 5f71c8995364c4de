using Pabal.Engine.Queues;

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
}
