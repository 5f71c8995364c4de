using System.Collections.Concurrent;
using Mailroom.Mail.Listening;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mail.Tests.Listening;

/// <summary>Keeps what the listener reports as a fault.</summary>
internal sealed class FaultLog : ILogger<SmtpListener>
{
    public ConcurrentQueue<string> Found { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error)
            Found.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
