using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Pabal.Server.Tests.Amqp;

namespace Pabal.Server.Tests.Tls;

/// <summary>A broker that serves TLS with certificates of its own, and what it logged.</summary>
internal sealed class TlsBroker : ILoggerProvider, ILogger, IAsyncDisposable
{
    private readonly ConcurrentQueue<string> log = new();
    private readonly ILoggerFactory loggers;

    private TlsBroker() => loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public TestCertificates Certificates { get; } = new();

    public PabalBroker Broker { get; private set; } = null!;

    public int Port => Broker.AmqpsEndPoint!.Port;

    /// <summary>Called with each line, on the thread that logs it.</summary>
    public Action<string>? OnLog { get; set; }

    /// <summary>Lines as "Warning: text".</summary>
    public IReadOnlyCollection<string> Log => log;

    public static async Task<TlsBroker> StartAsync(Action<PabalOptions, TestCertificates>? configure = null, TimeProvider? time = null)
    {
        var tls = new TlsBroker();
        tls.Broker = await PabalBroker.StartAsync(
            options =>
            {
                tls.Certificates.Configure(options);
                configure?.Invoke(options, tls.Certificates);
            },
            tls.loggers,
            time);
        return tls;
    }

    public async Task<AmqpTestClient> OpenAsync(int receiveBuffer = 0, ushort heartbeatSeconds = 0)
    {
        var client = await AmqpTestClient.ConnectTlsAsync(Port, Certificates.Client(), receiveBuffer);
        await client.OpenAsync(heartbeatSeconds);
        return client;
    }

    /// <summary>The common name in the certificate that a client gets which asks for this host.</summary>
    public async Task<string> CertificateForAsync(string host)
    {
        var options = Certificates.Client(host: host);
        options.RemoteCertificateValidationCallback =
            (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        await using var client = await AmqpTestClient.ConnectTlsAsync(Port, options);
        return client.BrokerCertificate!.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }

    /// <summary>Waits for a line that holds this text.</summary>
    public Task LoggedAsync(string text) => Wait.UntilAsync(
        () => log.Any(line => line.Contains(text, StringComparison.Ordinal)), $"'{text}' should be logged, not just: {string.Join(" | ", log)}");

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        loggers.Dispose();
        Certificates.Dispose();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    void IDisposable.Dispose()
    {
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)}";
        log.Enqueue(line);
        OnLog?.Invoke(line);
    }
}
