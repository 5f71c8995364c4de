using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Pabal.Engine;
using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Server.Amqp;
using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.MicroBenchmarks;

/// <summary>
/// A connection of a broker with channel 1 open, whose input is handed to it directly. It has a socket because it must,
/// but none of what is measured reads or writes there.
/// </summary>
internal sealed class QuietConnection : IDisposable
{
    private readonly Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly AmqpServer server;

    public QuietConnection()
    {
        var broker = new Broker(memoryLimit: long.MaxValue);
        broker.Administration.PutUser(new("guest") { PasswordHash = PasswordHash.Create("guest", iterations: 1) });
        broker.Administration.PutPermission("/", "guest", Permission.All);
        // Known by then, it is accepted at once.
        broker.Authenticator.Authenticate("guest", "guest", fromLoopback: true);
        server = new AmqpServer(new AmqpOptions { Port = 0 }, certificates: null, broker, TimeProvider.System, NullLogger.Instance);
        Connection = new AmqpConnection(server, new SocketTransport(AcceptOwn()));
        Connection.Process(ProtocolHeader.Octets);
        Process(0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", "\0guest\0guest"u8.ToArray(), "en_US"));
        Process(0, new ConnectionTuneOk(ChannelMax: 10, FrameMax: AmqpOptions.MaxFrameMax, HeartbeatSeconds: 0));
        Process(0, new ConnectionOpen("/"));
        Process(1, default(ChannelOpen));
        if (!Connection.IsOpen)
            throw new InvalidOperationException("The handshake failed.");
    }

    public AmqpConnection Connection { get; }

    public Queue Declare(string name) => Connection.VirtualHost!.DeclareQueue(
        new QueueDefinition(name, Durable: false, Exclusive: false, AutoDelete: false, FieldTable.Empty), Connection);

    /// <summary>Gives back a block of octets that were to be sent.</summary>
    public void Return(byte[] block) => server.SendBlocks.Return(block);

    public void Dispose()
    {
        Connection.Dispose();
        client.Dispose();
        server.DisposeAsync().AsTask().Wait();
    }

    // Not the broker's listener: that would read from the connection itself.
    private Socket AcceptOwn()
    {
        using var own = new TcpListener(IPAddress.Loopback, 0);
        own.Start();
        client.Connect(own.LocalEndpoint);
        return own.AcceptSocket();
    }

    private void Process<T>(ushort channel, in T method)
        where T : struct, IAmqpMethod
    {
        var frame = new byte[MethodFrame.MaxLength(method)];
        Connection.Process(frame.AsSpan(0, MethodFrame.Write(frame, channel, method)));
    }
}
