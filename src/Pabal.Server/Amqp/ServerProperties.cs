using System.Runtime.InteropServices;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What the broker says of itself in connection.start.</summary>
internal static class ServerProperties
{
    private static readonly string[] Capabilities =
    [
        "publisher_confirms", "exchange_exchange_bindings", "basic.nack", "consumer_cancel_notify", "connection.blocked",
        "consumer_priorities", "authentication_failure_close", "per_consumer_qos", "direct_reply_to",
    ];

    public static FieldTable Table { get; } = Create();

    private static FieldTable Create()
    {
        var capabilities = new FieldTable();
        foreach (var name in Capabilities)
            capabilities.Set(name, FieldValue.Boolean(true));
        var table = new FieldTable();
        table.Set("capabilities", FieldValue.Table(capabilities));
        table.Set("product", FieldValue.String("Pabal"));
        table.Set("version", FieldValue.String(typeof(ServerProperties).Assembly.GetName().Version!.ToString(3)));
        table.Set("platform", FieldValue.String(RuntimeInformation.FrameworkDescription));
        table.Set("information", FieldValue.String("Licensed under the Apache License 2.0"));
        return table;
    }
}
