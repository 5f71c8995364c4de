using Pabal.Engine.Security;
using Pabal.Server.Security;

namespace Pabal.Server.Amqp;

/// <summary>A login that is being checked; until it is, nothing of the connection's input is handled.</summary>
/// <remarks>Owned by the connection's processing lock; <see cref="WhenChecked"/> is read by its read loop.</remarks>
internal sealed class PendingLogin(AmqpConnection connection, LoginChecker logins)
{
    private volatile TaskCompletionSource? checking;

    public bool IsChecking => checking is not null;

    public Task WhenChecked() => checking?.Task ?? Task.CompletedTask;

    /// <summary>Begins to check a login that isn't known.</summary>
    /// <param name="name">The user's.</param>
    /// <param name="password">What the client gave as its password.</param>
    /// <param name="end">Called under the processing lock, unless the connection has ended by then.</param>
    public void Begin(string name, string password, Action<LoginOutcome> end)
    {
        checking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = CheckAsync(name, password, end);
    }

    /// <summary>Whether the login is known, so that it need not be checked.</summary>
    public bool IsKnown(string name, string password) => logins.IsKnown(name, password, connection.RemoteEndPoint.Address);

    private async Task CheckAsync(string name, string password, Action<LoginOutcome> end)
    {
        try
        {
            var checkedLogin = await logins.CheckAsync(
                name, password, connection.RemoteEndPoint.Address, () => connection.Outbound.IsClosed);
            if (checkedLogin is not { } outcome)
                return;
            connection.ProcessFromOutside(() =>
            {
                if (connection.State == ConnectionState.Authenticating)
                    end(outcome);
            });
        }
        catch (ObjectDisposedException)
        {
            // The broker has ended, and the connection with it.
        }
        catch (Exception exception)
        {
            connection.OnFailure(exception);
            connection.Abort();
        }
        finally
        {
            var done = checking;
            checking = null;
            done?.SetResult();
        }
    }
}
