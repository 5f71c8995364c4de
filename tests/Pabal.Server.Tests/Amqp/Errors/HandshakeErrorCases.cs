using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Logging in, tuning and opening (AMQP 0-9-1 §1.4, §2.2.4). Some of RabbitMQ's answers come seconds later.</summary>
internal static class HandshakeErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("PLAIN", "ok", client => LogInAsync(client, "PLAIN", "\0guest\0guest"u8, open: true)),
        new("AMQPLAIN", "ok", client => LogInAsync(client, "AMQPLAIN", AmqPlain("guest"), open: true)),
        new("AMQPLAIN with a wrong password",
            "connection 403 (0,0) ACCESS_REFUSED - Login was refused using authentication mechanism AMQPLAIN. For details see the broker logfile.",
            client => LogInAsync(client, "AMQPLAIN", AmqPlain("nonsense"))),
        new("wrong password",
            "connection 403 (0,0) ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.",
            client => LogInAsync(client, "PLAIN", "\0guest\0nonsense"u8)),
        new("unknown user",
            "connection 403 (0,0) ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.",
            client => LogInAsync(client, "PLAIN", "\0nobody\0guest"u8)),
        new("wrong password, no capability",
            "ended",
            client => LogInAsync(
            client, "PLAIN", "\0guest\0nonsense"u8, properties: FieldTable.Empty)),
        new("unknown mechanism",
            "ended",
            client => LogInAsync(client, "NONSENSE", "x"u8)),
        new("PLAIN without separators",
            "connection 403 (0,0) ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.",
            client => LogInAsync(client, "PLAIN", "guest"u8))
        {
            PeerExpected = "ended",
        },
        new("start-ok cut off",
            "ended",
            async client =>
        {
            await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);
            client.Send(TestFrames.Method(0, 10, 11, 0, 0, 0, 9));
        }),
        new("tune-ok instead of start-ok",
            "ended",
            async client =>
        {
            await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);
            client.Send(0, new ConnectionTuneOk(1, 4096, 0));
        }),
        new("channel method instead of start-ok",
            "ended",
            async client =>
        {
            await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);
            client.Send(1, default(ChannelOpen));
        }),
        new("unknown frame type instead of start-ok",
            "ended",
            async client =>
        {
            await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);
            client.Send(TestFrames.Any(9, 0, [1]));
        }),
        new("open instead of tune-ok",
            "ended",
            async client =>
        {
            await client.LogInAsync();
            client.Send(0, new ConnectionOpen("/"));
        }),
        new("channel.open instead of open",
            "connection 505 (0,0) UNEXPECTED_FRAME - type 1, all octets = <<0,20,0,10,0>>",
            async client =>
        {
            await client.LogInAsync();
            client.Send(0, new ConnectionTuneOk(1, 4096, 0)).Send(1, default(ChannelOpen));
        }),
        Tuned("frame-max 4095", "ended", 2047, 4095),
        Tuned("frame-max 4096", "ok", 2047, 4096),
        Tuned("frame-max 0", "ended", 2047, 0),
        Tuned("frame-max one above", "ended", 2047, 131073),
        Tuned("channel-max one above", "ended", 2048, 131072),
        Tuned("channel-max 0", "ended", 0, 131072),
        Tuned("unknown virtual host", "connection 530 (10,40) NOT_ALLOWED - vhost nowhere not found", 2047, 131072, "nowhere"),
        Tuned("empty virtual host", "connection 530 (10,40) NOT_ALLOWED - vhost  not found", 2047, 131072, ""),
    ];

    private static ErrorCase Tuned(string name, string expected, ushort channelMax, uint frameMax, string virtualHost = "/") =>
        new(name, expected, async client =>
        {
            await client.LogInAsync();
            client.Send(0, new ConnectionTuneOk(channelMax, frameMax, 0)).Send(0, new ConnectionOpen(virtualHost));
        });

    private static Task LogInAsync(
        AmqpTestClient client, string mechanism, ReadOnlySpan<byte> response, bool open = false, FieldTable? properties = null) =>
        LogInAsync(client, mechanism, response.ToArray(), open, properties ?? AmqpTestClientDefaults.Properties);

    private static async Task LogInAsync(
        AmqpTestClient client, string mechanism, byte[] response, bool open, FieldTable properties)
    {
        await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);
        client.Send(0, new ConnectionStartOk(properties, mechanism, response, "en_US"));
        if (!open)
            return;
        await client.ExpectAsync<ConnectionTune>(0);
        client.Send(0, new ConnectionTuneOk(2047, 131072, 0)).Send(0, new ConnectionOpen("/"));
    }

    private static byte[] AmqPlain(string password)
    {
        var table = new FieldTable();
        table.Set("LOGIN", FieldValue.String("guest"));
        table.Set("PASSWORD", FieldValue.String(password));
        var octets = new byte[AmqpWriter.TableLength(table)];
        new AmqpWriter(octets).WriteTable(table);
        return octets[4..];
    }
}
