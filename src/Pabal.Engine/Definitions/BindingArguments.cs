using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>The arguments of bindings; only a headers exchange has one that can be wrong.</summary>
public static class BindingArguments
{
    /// <summary>Checks the arguments of a new binding.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static void Validate(string exchangeType, FieldTable arguments)
    {
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

    private static BrokerException Refuse(string text) => new(ErrorKind.PreconditionFailed, text);
}
