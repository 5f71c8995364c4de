using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>The arguments and keys of bindings, as far as the exchange's type says what they must be.</summary>
public static class BindingArguments
{
    /// <summary>Checks a new binding.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static void Validate(string exchangeType, string routingKey, FieldTable arguments)
    {
        if (exchangeType == ExchangeTypes.ConsistentHash)
            CheckWeight(routingKey);
        if (exchangeType != ExchangeTypes.Headers || !arguments.TryGet("x-match", out var match))
            return;
        if (match.Type != FieldType.LongString)
        {
            throw Refuse($"Invalid x-match field type {ErlangText.TypeName(match)} "
                + $"(value {ErlangText.Term(match)}); expected longstr");
        }
        if (match.AsString is not ("all" or "any" or "all-with-x" or "any-with-x"))
        {
            throw Refuse($"Invalid x-match field value {ErlangText.Term(match)}; "
                + "expected all, any, all-with-x, or any-with-x");
        }
    }

    // The plugin's words.
    private static void CheckWeight(string routingKey)
    {
        if (HashShare.WeightOf(routingKey) is not { } weight)
        {
            var term = routingKey.Length == 0 ? "<<>>" : ErlangText.Term(FieldValue.String(routingKey));
            throw Refuse($"The binding key must be an integer: {term}");
        }
        if (weight <= 0)
            throw Refuse("The binding key must be greater than 0");
    }

    private static BrokerException Refuse(string text) => new(ErrorKind.PreconditionFailed, text);
}
