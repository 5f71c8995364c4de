using System.Data.Common;
using System.Net.Sockets;
using Mailroom.Api.Delivery;
using Mailroom.Api.Settings;
using Npgsql;

namespace Mailroom.Api.Data;

/// <summary>Prepares the database before anything uses it. One that is not there yet is waited for a while.</summary>
internal sealed partial class DatabaseStart(
    Database database, Outbox outbox, DatabaseOptions options, TimeProvider time, ILogger<DatabaseStart> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        database.Claim();
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await SchemaSetup.RunAsync(database, cancellationToken);
                await outbox.RecoverAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (IsAway(exception) && time.GetElapsedTime(started) < patience)
            {
                LogUnavailable(exception.Message);
            }
            catch (Exception exception) when (
                exception is DbException or SchemaException || exception.InnerException is DbException || IsAway(exception))
            {
                throw new ApiConfigurationException($"Database:ConnectionString ({options.Provider}) can't be used: {exception.Message}");
            }
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether a server may only have to start: nobody listens, its name is not known yet, or it says that it takes nobody yet.</summary>
    internal static bool IsAway(Exception exception) => exception.GetBaseException() switch
    {
        PostgresException refusal => refusal.IsTransient
            || refusal.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not there yet: {Problem}")]
    private partial void LogUnavailable(string problem);
}
