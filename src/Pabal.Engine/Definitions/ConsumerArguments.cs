using Pabal.Engine.Selectors;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>The arguments of consumers: what RabbitMQ 3.10 accepts of them, and selectors.</summary>
public static class ConsumerArguments
{
    private const string Priority = "x-priority";
    private const string SelectorText = "x-selector";

    private static readonly ArgumentRule[] rules =
    [
        new(Priority, true, true, (value, _) => ArgumentChecks.Integer(value)),
        new("x-cancel-on-ha-failover", true, false, (value, _) => ArgumentChecks.Boolean(value)),
        new("x-credit", true, true, (value, _) => ArgumentChecks.Table(value)),
        new(SelectorText, true, true, (value, _) => ArgumentChecks.Selector(value)),
        new("x-stream-offset", false, false, (value, _) => ArgumentChecks.Any(value)),
    ];

    /// <summary>Checks the arguments of a new consumer. Arguments that RabbitMQ doesn't know pass.</summary>
    /// <returns>The consumer's priority: higher ones are served first, 0 where none is given.</returns>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static long Validate(FieldTable arguments, QueueDefinition queue, string virtualHost)
    {
        var type = QueueArguments.TypeOf(queue);
        foreach (var rule in rules)
        {
            if (!arguments.TryGet(rule.Name, out var value))
                continue;
            if (!rule.AppliesTo(type))
                throw ArgumentRefusal.NotForType(rule.Name, queue.Name, virtualHost, type);
            if (rule.Check(value, arguments) is { } reason)
                throw ArgumentRefusal.InvalidValue(rule.Name, queue.Name, virtualHost, reason);
        }
        return arguments.TryGet(Priority, out var priority) ? priority.AsInteger : 0;
    }

    /// <summary>Which messages a new consumer takes, by arguments that were checked; null for all.</summary>
    public static Selector? FindSelector(FieldTable arguments) =>
        arguments.TryGet(SelectorText, out var text) && !string.IsNullOrWhiteSpace(text.AsString)
            ? Selector.Parse(text.AsString)
            : null;
}
