using Mailroom.Mail.Connecting;

namespace Mailroom.Mail.Sending;

/// <summary>
/// Up to a number of connections, kept open for a while between mails. Guarded by gate; no I/O under it.
/// </summary>
internal sealed class SmtpPool : IAsyncDisposable
{
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);

    private readonly SmtpSenderOptions options;
    private readonly TimeProvider time;
    private readonly ServerLogin login;
    private readonly SemaphoreSlim slots;
    private readonly ITimer sweep;
    private readonly Lock gate = new();
    // The last used is last, so that the others grow old.
    private readonly List<SmtpChannel> idle = [];
    private bool isClosed;

    public SmtpPool(SmtpSenderOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        login = new ServerLogin(options.Server);
        slots = new SemaphoreSlim(options.MaxConnections);
        sweep = time.CreateTimer(_ => CloseOld(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until one more connection may be in use.</summary>
    public Task EnterAsync(CancellationToken cancellation) => slots.WaitAsync(cancellation);

    public void Leave() => slots.Release();

    public SmtpChannel? TakeIdle()
    {
        lock (gate)
        {
            while (idle.Count > 0)
            {
                var channel = idle[^1];
                idle.RemoveAt(idle.Count - 1);
                if (channel.IsConnected && time.GetElapsedTime(channel.IdleSince) < options.IdleTimeout)
                    return channel;
                channel.Dispose();
            }
            return null;
        }
    }

    public async Task<SmtpChannel> ConnectAsync(CancellationToken cancellation)
    {
        var channel = new SmtpChannel(new ContentWatch()) { LocalDomain = options.LocalName };
        try
        {
            await login.ConnectAsync(channel, cancellation);
            return channel;
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>Takes over a connection after use.</summary>
    public void Return(SmtpChannel channel)
    {
        lock (gate)
        {
            if (!isClosed && channel.IsConnected && channel.MailsSent < options.MaxMailsPerConnection)
            {
                channel.IdleSince = time.GetTimestamp();
                idle.Add(channel);
                if (idle.Count == 1)
                    sweep.Change(options.IdleTimeout, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        _ = CloseAsync(channel);
    }

    public async ValueTask DisposeAsync()
    {
        SmtpChannel[] open;
        lock (gate)
        {
            isClosed = true;
            open = [.. idle];
            idle.Clear();
        }
        await sweep.DisposeAsync();
        await Task.WhenAll(open.Select(CloseAsync));
        slots.Dispose();
    }

    private void CloseOld()
    {
        List<SmtpChannel> old = [];
        lock (gate)
        {
            if (isClosed)
                return;
            old.AddRange(idle.Where(channel => time.GetElapsedTime(channel.IdleSince) >= options.IdleTimeout));
            idle.RemoveAll(old.Contains);
            if (idle.Count > 0)
                sweep.Change(options.IdleTimeout - time.GetElapsedTime(idle[0].IdleSince), Timeout.InfiniteTimeSpan);
        }
        foreach (var channel in old)
            _ = CloseAsync(channel);
    }

    // Never throws: what becomes of a connection that nobody needs any more concerns nobody.
    private static async Task CloseAsync(SmtpChannel channel)
    {
        try
        {
            using var deadline = new CancellationTokenSource(QuitTimeout);
            await channel.DisconnectAsync(quit: true, deadline.Token);
        }
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            // It is closed all the same.
        }
        finally
        {
            channel.Dispose();
        }
    }
}
