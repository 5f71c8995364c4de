using Pabal.Engine.Deduplication;
using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>The arguments and types of exchanges: what RabbitMQ 3.10 accepts of them.</summary>
public static class ExchangeArguments
{
    public const string AlternateExchange = "alternate-exchange";

    private static readonly string[] deduplication =
        [DeduplicationSettings.KeyArgument, DeduplicationSettings.CountArgument, DeduplicationSettings.AgeArgument];

    /// <summary>Checks an exchange's type, before looking whether the exchange exists; a passive declaration doesn't.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.CommandInvalid"/>, which ends an AMQP connection.</exception>
    public static void CheckType(string type)
    {
        if (ExchangeTypes.IsKnown(type))
            return;
        throw new BrokerException(ErrorKind.CommandInvalid, $"unknown exchange type '{type}'");
    }

    /// <summary>Checks the arguments of a new exchange. Arguments that RabbitMQ doesn't know pass.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static void Validate(ExchangeDefinition definition, string virtualHost)
    {
        if (definition.Arguments.TryGet(AlternateExchange, out var value) && value.Type != FieldType.LongString)
            throw ArgumentRefusal.InvalidType(value, AlternateExchange, "exchange", definition.Name, virtualHost);
        if (definition.Type == ExchangeTypes.DelayedMessage)
            CheckDelayedType(definition);
        if (ExchangeTypes.RoutingType(definition.Type, definition.Arguments) == ExchangeTypes.ConsistentHash)
            CheckHashInput(definition, virtualHost);
        CheckDeduplication(definition, virtualHost);
    }

    private static void CheckDelayedType(ExchangeDefinition definition)
    {
        if (!definition.Arguments.TryGet(ExchangeTypes.DelayedTypeArgument, out var type) || type.Type != FieldType.LongString)
            throw Refuse("Invalid argument, 'x-delayed-type' must be an existing exchange type");
        if (type.AsString == ExchangeTypes.DelayedMessage)
            throw Refuse("Invalid argument, 'x-delayed-message' can't be used for 'x-delayed-type'");
        CheckType(type.AsString);
    }

    private static void CheckDeduplication(ExchangeDefinition definition, string virtualHost)
    {
        foreach (var name in deduplication)
        {
            if (definition.Arguments.TryGet(name, out var value) && DeduplicationSettings.Check(name, value) is { } reason)
            {
                throw new BrokerException(
                    ErrorKind.PreconditionFailed,
                    $"invalid arg '{name}' for exchange '{definition.Name}' in vhost '{virtualHost}': {reason}");
            }
        }
    }

    private static void CheckHashInput(ExchangeDefinition definition, string virtualHost)
    {
        var isOfHeader = IsText(definition, HashInput.HeaderArgument, virtualHost, out _);
        var isOfProperty = IsText(definition, HashInput.PropertyArgument, virtualHost, out var property);
        if (isOfHeader && isOfProperty)
            throw Refuse("hash-header and hash-property are mutually exclusive");
        if (isOfProperty && HashInput.PropertyOf(property.AsString) == BasicPropertyFlags.None)
            throw Refuse($"Unsupported property: {property.AsString}");
    }

    private static bool IsText(ExchangeDefinition definition, string argument, string virtualHost, out FieldValue value)
    {
        if (!definition.Arguments.TryGet(argument, out value))
            return false;
        return value.Type == FieldType.LongString
            ? true
            : throw ArgumentRefusal.InvalidType(value, argument, "exchange", definition.Name, virtualHost);
    }

    private static BrokerException Refuse(string text) => new(ErrorKind.PreconditionFailed, text);
}
