using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Parity.Tests.Observing;

/// <summary>A client's connection, opened again when the broker has closed it and the scenario goes on.</summary>
internal sealed class ObservedConnection(ConnectionFactory factory, Transcript log, Names names, string label) : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IConnection? connection;

    public Transcript Log { get; } = log;

    public Names Names { get; } = names;

    public string Label { get; } = label;

    public bool IsOpen => connection is { IsOpen: true };

    /// <summary>A channel of this connection, in confirm mode unless it shall not be.</summary>
    /// <param name="label">What stands before its lines in the transcript.</param>
    public ObservedChannel Channel(string label, bool confirms = true) => new(this, label, confirms);

    public async Task<IChannel> CreateChannelAsync(bool confirms)
    {
        var options = new CreateChannelOptions(confirms, publisherConfirmationTrackingEnabled: false);
        return await (await OpenAsync()).CreateChannelAsync(options).WithinAsync("channel.open-ok");
    }

    public async Task<IConnection> OpenAsync()
    {
        if (connection is { IsOpen: true })
            return connection;
        if (connection is not null)
            await connection.DisposeAsync();
        connection = await factory.CreateConnectionAsync().WithinAsync("connection.open-ok");
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(ObservedChannel.Describe(reason));
            return Task.CompletedTask;
        };
        return connection;
    }

    /// <summary>Connects and writes down whether that was refused, and how.</summary>
    public async Task TryOpenAsync()
    {
        try
        {
            // The client doesn't wait for connection.open-ok, so only a channel shows that the virtual host may be used.
            await using var channel = await CreateChannelAsync(confirms: false);
            Log.Add($"{Label}: connected");
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { } reason)
        {
            Log.Add($"{Label}: not connected: {ObservedChannel.Describe(reason)}");
        }
        catch (BrokerUnreachableException refusal)
        {
            Log.Add($"{Label}: not connected: {refusal.GetBaseException().Message}");
        }
    }

    /// <summary>Writes down with which reason the broker closes the connection.</summary>
    /// <param name="normalize">Makes texts equal between which the broker chooses at random.</param>
    public async Task ClosedAsync(Func<string, string>? normalize = null)
    {
        var reason = await closed.Task.WithinAsync("connection.close");
        Log.Add($"{Label}: connection closed: {normalize?.Invoke(reason) ?? reason}");
    }

    public async Task CloseAsync()
    {
        if (connection is { IsOpen: true })
            await connection.CloseAsync().WithinAsync("connection.close-ok");
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is null)
            return;
        await connection.AbortAsync(TimeSpan.FromSeconds(2));
        await connection.DisposeAsync();
    }
}
