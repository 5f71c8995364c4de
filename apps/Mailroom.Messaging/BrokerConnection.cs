using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mailroom.Messaging;

/// <summary>The one connection of a process to the broker, made when it is needed and made again when it broke. Thread-safe.</summary>
public sealed partial class BrokerConnection : IAsyncDisposable
{
    // Base64 makes the largest mails this large.
    private const uint MaxBodyBytes = 128 << 20;

    private static readonly TimeSpan countTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim gate = new(1);
    private readonly BrokerOptions options;
    private readonly RetryLadder? retries;
    private readonly ILogger logger;
    private readonly ConnectionFactory factory;
    private readonly List<AmqpTcpEndpoint> endpoints;
    private volatile IConnection? connection;
    private volatile bool isDeclared;
    private bool isDisposed;

    /// <param name="options">Where the broker is.</param>
    /// <param name="retries">The waits whose queues are declared; null for who makes no attempts.</param>
    /// <param name="logger">Told of every connection that is made or lost.</param>
    /// <exception cref="UriFormatException">An address is none.</exception>
    public BrokerConnection(BrokerOptions options, RetryLadder? retries, ILogger<BrokerConnection> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.retries = retries;
        this.logger = logger;
        var uris = options.Uri.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(uri => new Uri(uri)).ToList();
        if (uris.Count == 0)
            throw new UriFormatException("The broker has no address.");
        factory = new ConnectionFactory
        {
            Uri = uris[0],
            ClientProvidedName = options.ClientName,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = options.Timeout,
            ContinuationTimeout = options.Timeout,
            MaxInboundMessageBodySize = MaxBodyBytes,
        };
        endpoints = uris.ConvertAll(uri =>
            new AmqpTcpEndpoint(uri.Host, uri.Port, new SslOption(uri.Host, enabled: IsTls(uri)), MaxBodyBytes));
    }

    /// <summary>Whether there is a connection now.</summary>
    public bool IsOpen => connection is { IsOpen: true };

    internal BrokerOptions Options => options;

    /// <summary>Something of it is missing: the next channel declares it again.</summary>
    internal void ForgetTopology() => isDeclared = false;

    /// <summary>Makes a channel, after everything that Mailroom needs was declared.</summary>
    /// <exception cref="BrokerUnavailableException">It can't be made now.</exception>
    internal async Task<IChannel> OpenChannelAsync(CreateChannelOptions channelOptions, CancellationToken cancellation)
    {
        try
        {
            var open = await OpenAsync(cancellation);
            return await open.CreateChannelAsync(channelOptions, cancellation);
        }
        catch (Exception exception) when (IsBrokers(exception, cancellation))
        {
            throw new BrokerUnavailableException($"The broker can't be reached: {exception.Message}", exception);
        }
    }

    /// <summary>How many messages wait in a queue, over the connection that there is.</summary>
    /// <returns>Null when that can't be found out now.</returns>
    public async Task<uint?> CountAsync(string queue, CancellationToken cancellation)
    {
        if (connection is not { IsOpen: true } open)
            return null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(countTimeout);
        try
        {
            await using var channel = await open.CreateChannelAsync(cancellationToken: timeout.Token);
            return (await channel.QueueDeclarePassiveAsync(queue, timeout.Token)).MessageCount;
        }
        catch (Exception exception) when (IsBrokers(exception, cancellation))
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            isDisposed = true;
            await DropAsync();
        }
        finally
        {
            // Not disposed of: whoever still waits for it would wait forever.
            gate.Release();
        }
    }

    /// <summary>Whether an exception says that something is wrong with the broker or the way to it, and not here.</summary>
    internal static bool IsBrokers(Exception exception, CancellationToken cancellation) => exception switch
    {
        OperationCanceledException => !cancellation.IsCancellationRequested,
        RabbitMQClientException or IOException or TimeoutException or System.Net.Sockets.SocketException
            or ObjectDisposedException or System.Security.Authentication.AuthenticationException => true,
        // What the client throws while it is closing a connection.
        System.Threading.Channels.ChannelClosedException => true,
        _ => false,
    };

    private static bool IsTls(Uri uri) => uri.Scheme.Equals("amqps", StringComparison.OrdinalIgnoreCase);

    private async Task<IConnection> OpenAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (connection is not { IsOpen: true } open)
            {
                await DropAsync();
                isDeclared = false;
                connection = open = await factory.CreateConnectionAsync(endpoints, options.ClientName, cancellation);
                LogConnected(open.Endpoint.HostName, open.Endpoint.Port);
            }
            if (!isDeclared)
            {
                await using var channel = await open.CreateChannelAsync(cancellationToken: cancellation);
                await Topology.DeclareAsync(channel, retries, cancellation);
                isDeclared = true;
            }
            return open;
        }
        catch
        {
            // A connection without its topology is of no use to the next one who asks either.
            await DropAsync();
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task DropAsync()
    {
        if (connection is null)
            return;
        var old = connection;
        connection = null;
        try
        {
            await old.CloseAsync(TimeSpan.FromSeconds(2));
        }
        catch (Exception exception) when (IsBrokers(exception, CancellationToken.None))
        {
            LogNotClosed(exception.Message);
        }
        await old.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the broker at {Host}:{Port}")]
    private partial void LogConnected(string host, int port);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The connection could not be closed in good order: {Problem}")]
    private partial void LogNotClosed(string problem);
}
