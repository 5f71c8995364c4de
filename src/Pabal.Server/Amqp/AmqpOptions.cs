using System.Net;
using Pabal.Server.Tls;

namespace Pabal.Server.Amqp;

/// <summary>How AMQP 0-9-1 is served.</summary>
public sealed class AmqpOptions
{
    /// <summary>What is accepted before tuning, in octets: enough for start-ok.</summary>
    internal const int InitialFrameMax = 8192;

    /// <summary>The largest <see cref="FrameMax"/>: what a receive buffer holds.</summary>
    internal const int MaxFrameMax = 128 * 1024;

    /// <summary>The address to listen on; loopback unless set.</summary>
    public string Address { get; set; } = IPAddress.Loopback.ToString();

    /// <summary>The TCP port; 0 for any free one.</summary>
    public int Port { get; set; } = 5672;

    /// <summary>The heartbeat interval offered, in seconds; 0 for none.</summary>
    public int HeartbeatSeconds { get; set; } = 60;

    /// <summary>The longest frame, in octets, 4,096 to 131,072.</summary>
    public int FrameMax { get; set; } = MaxFrameMax;

    /// <summary>Channels per connection.</summary>
    public int ChannelMax { get; set; } = 2047;

    /// <summary>The longest message body, in octets.</summary>
    public int MaxMessageSize { get; set; } = 128 * 1024 * 1024;

    /// <summary>How long a client may take from connecting to connection.open, in milliseconds.</summary>
    public int HandshakeTimeoutMs { get; set; } = 10_000;

    /// <summary>How long a client may take to answer connection.close, in milliseconds.</summary>
    public int CloseTimeoutMs { get; set; } = 5_000;

    /// <summary>Connections at a time; further ones are closed at once.</summary>
    public int MaxConnections { get; set; } = 65_536;

    /// <summary>
    /// How long a consumer may keep a delivery unsettled, in milliseconds, where its queue doesn't say; 0 for any time. After that
    /// it is cancelled, and what it has returns to the queue.
    /// </summary>
    public int ConsumerTimeoutMs { get; set; } = 30 * 60 * 1000;

    /// <summary>How it is served over TLS (amqps), beside the above. Not unless a certificate is set.</summary>
    public TlsOptions Tls { get; } = new();
}
