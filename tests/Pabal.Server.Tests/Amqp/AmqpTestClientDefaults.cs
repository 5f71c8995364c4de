using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>What the test client says of itself.</summary>
internal static class AmqpTestClientDefaults
{
    public const int FrameMax = 131072;

    public static FieldTable Properties { get; } = Create("consumer_cancel_notify", "connection.blocked", "authentication_failure_close");

    private static FieldTable Create(params string[] names)
    {
        var capabilities = new FieldTable();
        foreach (var name in names)
            capabilities.Set(name, FieldValue.Boolean(true));
        var properties = new FieldTable();
        properties.Set("capabilities", FieldValue.Table(capabilities));
        return properties;
    }
}
