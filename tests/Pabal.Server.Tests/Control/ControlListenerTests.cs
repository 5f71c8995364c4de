using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pabal.Engine;
using Pabal.Server.Control;
using Pabal.Server.Tests.Amqp;

namespace Pabal.Server.Tests.Control;

/// <summary>Commands through a data directory's socket.</summary>
public sealed class ControlListenerTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pabal-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Accepting_AfterItHasFailed_GoesOn()
    {
        var time = new ManualTime();
        var log = new LineLogger();
        var path = ControlSocket.PathIn(directory);
        var socket = ControlSocket.Create();
        socket.Bind(new UnixDomainSocketEndPoint(path));
        using var broker = new Broker(long.MaxValue);
        // It doesn't listen yet, so nothing can be accepted: as when there are no descriptors left.
        await using var listener = new ControlListener(broker, path, socket, time, log);
        await Wait.UntilAsync(() => log.Lines.Any(line => line.StartsWith("Accepting a connection failed", StringComparison.Ordinal)), "it should fail");

        socket.Listen();
        time.Advance(TimeSpan.FromMilliseconds(500));

        var reply = await ControlClient.TrySendAsync(directory, new ControlRequest(["vhost", "list"], [], null)).WaitAsync(TimeSpan.FromSeconds(15));
        reply.ShouldNotBeNull().Output.ShouldContain("/");
    }

    private sealed class LineLogger : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
