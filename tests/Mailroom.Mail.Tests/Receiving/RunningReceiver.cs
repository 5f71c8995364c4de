using System.Collections.Concurrent;
using Mailroom.Mail.Receiving;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mail.Tests.Receiving;

/// <summary>A receiver at work, and the names of the mails that it has offered.</summary>
internal sealed class RunningReceiver : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();

    public RunningReceiver(ImapReceiverOptions options, Func<int, MailVerdict>? decide = null)
    {
        Handler.Decide = (mail, _) =>
        {
            Offered.Enqueue(mail.SourceId);
            return Task.FromResult(decide?.Invoke(Offered.Count) ?? MailVerdict.Stored);
        };
        Ended = new MailKitReceiver(options, logger: Log).RunAsync(Handler, stop.Token);
    }

    public TestHandler Handler { get; } = new();

    public LineLog<MailKitReceiver> Log { get; } = new(LogLevel.Trace);

    public ConcurrentQueue<string> Offered { get; } = new();

    public Task Ended { get; }

    public Task StoredAsync(int count) => Waiting.UntilAsync(() => Handler.Stored.Count >= count, () => $"{Handler.Stored.Count} stored");

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Ended.WithinAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }
}
