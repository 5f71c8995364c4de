using System.Collections.Concurrent;
using Mailroom.Mail.Receiving;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mail.Tests.Receiving;

/// <summary>Keeps what the receiver logs.</summary>
internal sealed class LineLog : ILogger<MailKitReceiver>
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{formatter(state, exception)} {exception}");
}
