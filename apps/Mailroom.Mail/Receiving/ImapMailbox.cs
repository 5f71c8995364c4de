using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Mailroom.Mail.Connecting;

namespace Mailroom.Mail.Receiving;

/// <summary>One connection to the mailbox: what is new in it, a mail's content, and marks. Used by one thread at a time.</summary>
internal sealed class ImapMailbox : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private const int SummariesAtOnce = 100;

    private readonly ImapReceiverOptions options;
    private readonly TimeProvider time;
    private readonly ImapClient client = new();
    private readonly SemaphoreSlim changed = new(0);
    private IMailFolder folder = null!;
    private IMailFolder? target;
    private CancellationTokenSource? idle;

    private ImapMailbox(ImapReceiverOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
    }

    public uint UidValidity => folder.UidValidity;

    public static async Task<ImapMailbox> OpenAsync(ImapReceiverOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var mailbox = new ImapMailbox(options, time);
        try
        {
            await mailbox.BoundedAsync(
                bounded => new ServerLogin(options.Server).ConnectAsync(mailbox.client, bounded),
                options.Server.ConnectTimeout, cancellation);
            await mailbox.BoundedAsync(mailbox.SelectAsync, options.CommandTimeout, cancellation);
            return mailbox;
        }
        catch
        {
            mailbox.Dispose();
            throw;
        }
    }

    /// <summary>Mails that are not marked as taken, the oldest first.</summary>
    public async Task<IReadOnlyList<UniqueId>> FindAsync(CancellationToken cancellation)
    {
        var query = options.Mark switch
        {
            ImapMark.Seen => SearchQuery.NotSeen,
            ImapMark.Keyword => SearchQuery.NotKeyword(options.Keyword),
            _ => SearchQuery.All,
        };
        query = query.And(SearchQuery.NotDeleted).And(SearchQuery.NotKeyword(options.RefusedKeyword));
        // What has been reported up to here is found by this search.
        while (changed.Wait(0, CancellationToken.None))
        {
        }
        IList<UniqueId> found = [];
        await BoundedAsync(async bounded => found = await folder.SearchAsync(query, bounded), options.CommandTimeout, cancellation);
        return [.. found.Order()];
    }

    /// <summary>Sizes and dates of mails, some at a time.</summary>
    public async IAsyncEnumerable<IMessageSummary> DescribeAsync(
        IReadOnlyList<UniqueId> ids, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var some in ids.Chunk(SummariesAtOnce))
        {
            IList<IMessageSummary> summaries = [];
            await BoundedAsync(
                async bounded => summaries = await folder.FetchAsync(
                    some, new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.InternalDate), bounded),
                options.CommandTimeout, cancellation);
            foreach (var summary in summaries)
                yield return summary;
        }
    }

    /// <summary>Copies a mail's content, in pieces, without marking it as read.</summary>
    /// <returns>False when it is larger than allowed, whatever its size was said to be.</returns>
    public async Task<bool> ReadAsync(UniqueId id, MailSpool spool, CancellationToken cancellation)
    {
        var buffer = new byte[64 << 10];
        for (var isComplete = false; !isComplete;)
        {
            var before = spool.Length;
            await BoundedAsync(
                async bounded =>
                {
                    await using var chunk = await folder.GetStreamAsync(id, (int)before, ChunkBytes, bounded);
                    for (int count; (count = await chunk.ReadAsync(buffer, bounded)) > 0;)
                        await spool.WriteAsync(buffer.AsMemory(0, count), bounded);
                },
                options.CommandTimeout, cancellation);
            isComplete = spool.Length - before < ChunkBytes;
            if (spool.Length > options.MaxMessageBytes)
                return false;
        }
        await spool.CompleteAsync(cancellation);
        return true;
    }

    /// <summary>Marks as taken. Not cancelled from outside: what is stored should be marked.</summary>
    public Task MarkTakenAsync(UniqueId id) => BoundedAsync(
        bounded => options.Mark switch
        {
            ImapMark.Seen => folder.StoreAsync([id], new StoreFlagsRequest(StoreAction.Add, MessageFlags.Seen) { Silent = true }, bounded),
            ImapMark.Keyword => folder.StoreAsync([id], new StoreFlagsRequest(StoreAction.Add, [options.Keyword]) { Silent = true }, bounded),
            _ => folder.MoveToAsync([id], target!, bounded),
        },
        options.CommandTimeout, CancellationToken.None);

    public async Task MarkRefusedAsync(UniqueId id)
    {
        if (AllowsKeywords)
        {
            await BoundedAsync(
                bounded => folder.StoreAsync(
                    [id], new StoreFlagsRequest(StoreAction.Add, [options.RefusedKeyword]) { Silent = true }, bounded),
                options.CommandTimeout, CancellationToken.None);
        }
    }

    /// <summary>Waits until the server reports a change, or for a time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        if (changed.CurrentCount > 0)
            return;
        if (!client.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            var pause = longest < options.PollInterval ? longest : options.PollInterval;
            await Task.Delay(pause, time, cancellation);
            return;
        }
        using var done = new CancellationTokenSource(longest, time);
        using var stopping = cancellation.Register(done.Cancel);
        Volatile.Write(ref idle, done);
        try
        {
            // A change that came in before the line above is not lost either.
            if (changed.CurrentCount > 0)
                return;
            await BoundedAsync(
                bounded => client.IdleAsync(done.Token, bounded), longest + options.CommandTimeout, CancellationToken.None);
        }
        finally
        {
            Volatile.Write(ref idle, null);
        }
    }

    public async Task CloseAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        await client.DisconnectAsync(quit: true, deadline.Token);
    }

    public void Dispose()
    {
        client.Dispose();
        changed.Dispose();
    }

    private bool AllowsKeywords =>
        folder.PermanentFlags.HasFlag(MessageFlags.UserDefined) || folder.PermanentKeywords.Contains(options.RefusedKeyword);

    private async Task SelectAsync(CancellationToken cancellation)
    {
        folder = options.Folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase)
            ? client.Inbox
            : await client.GetFolderAsync(options.Folder, cancellation);
        if (options.Mark == ImapMark.Move)
            target = await FindOrMakeTargetAsync(cancellation);
        await folder.OpenAsync(FolderAccess.ReadWrite, cancellation);
        if (options.Mark == ImapMark.Keyword && !AllowsKeywords && !folder.PermanentKeywords.Contains(options.Keyword))
            throw new NotSupportedException($"The server keeps no keywords in {options.Folder}, so mails can't be marked with one.");
        folder.CountChanged += (_, _) => OnChanged();
    }

    private async Task<IMailFolder> FindOrMakeTargetAsync(CancellationToken cancellation)
    {
        try
        {
            return await client.GetFolderAsync(options.MoveTo, cancellation);
        }
        catch (FolderNotFoundException)
        {
            var root = client.GetFolder(client.PersonalNamespaces[0]);
            return await root.CreateAsync(options.MoveTo, isMessageFolder: true, cancellation) ??
                throw new FolderNotFoundException(options.MoveTo);
        }
    }

    // Called by the library within a command, IDLE or other.
    private void OnChanged()
    {
        changed.Release();
        Volatile.Read(ref idle)?.Cancel();
    }

    private async Task BoundedAsync(Func<CancellationToken, Task> step, TimeSpan longest, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await step(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("The server took too long.", exception);
        }
    }
}
