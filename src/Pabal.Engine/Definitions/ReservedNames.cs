namespace Pabal.Engine.Definitions;

/// <summary>What may not be done to the default exchange and to names that begin with "amq.".</summary>
public static class ReservedNames
{
    private const string Prefix = "amq.";

    /// <summary>
    /// For declaring (passively too) and deleting an exchange, and for both ends of binding and unbinding; comes before
    /// every other check of these operations.
    /// </summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.AccessRefused"/>.</exception>
    public static void CheckNotDefaultExchange(string exchange)
    {
        if (exchange.Length == 0)
            throw new BrokerException(ErrorKind.AccessRefused, "operation not permitted on the default exchange");
    }

    /// <summary>For declaring a queue that doesn't exist yet; not for names that the broker makes itself.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.AccessRefused"/>.</exception>
    public static void CheckNewQueue(string queue) => CheckPrefix("queue", queue);

    /// <summary>For declaring an exchange that doesn't exist yet.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.AccessRefused"/>.</exception>
    public static void CheckNewExchange(string exchange) => CheckPrefix("exchange", exchange);

    /// <summary>For deleting an exchange, whether it exists or not. Queues with the prefix may be deleted.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.AccessRefused"/>.</exception>
    public static void CheckExchangeDeletion(string exchange, string virtualHost)
    {
        CheckNotDefaultExchange(exchange);
        if (HasPrefix(exchange))
        {
            throw new BrokerException(
                ErrorKind.AccessRefused, $"deletion of system exchange '{exchange}' in vhost '{virtualHost}' not allowed");
        }
    }

    private static void CheckPrefix(string kind, string name)
    {
        if (HasPrefix(name))
            throw new BrokerException(ErrorKind.AccessRefused, $"{kind} name '{name}' contains reserved prefix 'amq.*'");
    }

    private static bool HasPrefix(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
