using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What a client said in connection.start-ok that it understands.</summary>
internal readonly record struct ClientCapabilities(
    bool ConsumerCancelNotify, bool ConnectionBlocked, bool AuthenticationFailureClose)
{
    public static ClientCapabilities From(FieldTable clientProperties)
    {
        if (!clientProperties.TryGet("capabilities", out var value) || value.Type != FieldType.Table)
            return default;
        var capabilities = value.AsTable;
        return new ClientCapabilities(
            Has(capabilities, "consumer_cancel_notify"),
            Has(capabilities, "connection.blocked"),
            Has(capabilities, "authentication_failure_close"));
    }

    private static bool Has(FieldTable capabilities, string name) =>
        capabilities.TryGet(name, out var value) && value is { Type: FieldType.Boolean, AsBoolean: true };
}
