using MailKit;
using Mailroom.Mail.Connecting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Mail.Receiving;

/// <summary>
/// Fetches mail by IMAP. The mailbox itself remembers what was taken: a mail is marked when the handler has stored it, and not before.
/// Connects again whatever goes wrong.
/// </summary>
public sealed partial class MailKitReceiver : IMailReceiver
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(28);

    private readonly ImapReceiverOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ImapLedger ledger = new();

    public MailKitReceiver(ImapReceiverOptions options, TimeProvider? time = null, ILogger<MailKitReceiver>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.time = time ?? TimeProvider.System;
        this.logger = logger ?? NullLogger<MailKitReceiver>.Instance;
    }

    /// <inheritdoc/>
    public async Task RunAsync(IMailHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var backOff = options.MinBackOff;
        while (!cancellation.IsCancellationRequested)
        {
            var worked = false;
            try
            {
                using var mailbox = await ImapMailbox.OpenAsync(options, time, cancellation);
                if (ledger.Enter(mailbox.UidValidity))
                    LogValidityChanged(options.Folder);
                await ReceiveAsync(mailbox, handler, () => worked = true, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Mail goes on coming in whatever was wrong with this connection.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogLost(options.Server.Host, Problem.Describe(exception));
            }
            backOff = worked ? options.MinBackOff : Doubled(backOff);
            await PauseAsync(backOff, cancellation);
        }
    }

    private async Task ReceiveAsync(ImapMailbox mailbox, IMailHandler handler, Action worked, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var allTaken = await SynchronizeAsync(mailbox, handler, cancellation);
            worked();
            var wait = allTaken || options.ResyncInterval < options.RetryInterval ? options.ResyncInterval : options.RetryInterval;
            await mailbox.WaitAsync(wait < LongestIdle ? wait : LongestIdle, cancellation);
        }
        await mailbox.CloseAsync();
    }

    // False when a mail was left that may be taken later.
    private async Task<bool> SynchronizeAsync(ImapMailbox mailbox, IMailHandler handler, CancellationToken cancellation)
    {
        var allTaken = true;
        var found = await mailbox.FindAsync(cancellation);
        var offered = new List<UniqueId>(found.Count);
        foreach (var id in found)
        {
            // The handler has it; only the connection was lost before the mark was made.
            if (ledger.IsStored(id))
                await MarkTakenAsync(mailbox, id);
            else if (!ledger.IsRefused(id))
                offered.Add(id);
        }
        await foreach (var summary in mailbox.DescribeAsync(offered, cancellation))
            allTaken &= await TakeAsync(mailbox, summary, handler, cancellation);
        return allTaken;
    }

    private async Task<bool> TakeAsync(
        ImapMailbox mailbox, IMessageSummary summary, IMailHandler handler, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var id = summary.UniqueId;
        await using var spool = new MailSpool(options.TemporaryDirectory, options.MemoryPerMessageBytes);
        if (summary.Size > options.MaxMessageBytes || !await mailbox.ReadAsync(id, spool, cancellation))
        {
            LogTooLarge(id.Id, options.MaxMessageBytes);
            await RefuseAsync(mailbox, id);
            return true;
        }
        var received = new ReceivedMail(NameOf(mailbox, id), null, summary.InternalDate ?? time.GetUtcNow(), spool);
        var verdict = await HandleAsync(handler, received, cancellation);
        switch (verdict.Disposition)
        {
            case MailDisposition.Stored:
                ledger.AddStored(id);
                await MarkTakenAsync(mailbox, id);
                return true;
            case MailDisposition.Refused or MailDisposition.TooLarge:
                LogRefused(received.SourceId, verdict.Text);
                await RefuseAsync(mailbox, id);
                return true;
            default:
                return false;
        }
    }

    private async Task<MailVerdict> HandleAsync(IMailHandler handler, ReceivedMail mail, CancellationToken stopping)
    {
        using var abandoning = new CancellationTokenSource(options.HandlerTimeout, time);
        using var soon = stopping.Register(() => abandoning.CancelAfter(options.StopTimeout));
        try
        {
            return await handler.HandleAsync(mail, abandoning.Token);
        }
#pragma warning disable CA1031 // Whatever the handler throws, the mail is not stored, and stays where it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotStored(exception, mail.SourceId);
            return MailVerdict.TryLater("The handler failed");
        }
    }

    private async Task MarkTakenAsync(ImapMailbox mailbox, UniqueId id)
    {
        await mailbox.MarkTakenAsync(id);
        ledger.Marked(id);
    }

    private Task RefuseAsync(ImapMailbox mailbox, UniqueId id)
    {
        ledger.AddRefused(id);
        return mailbox.MarkRefusedAsync(id);
    }

    // The form of RFC 5092: a UID names a mail only together with the folder and its UIDVALIDITY.
    private string NameOf(ImapMailbox mailbox, UniqueId id) =>
        $"imap://{options.Server.Credentials?.User}@{options.Server.Host}/{options.Folder};UIDVALIDITY={mailbox.UidValidity}/;UID={id.Id}";

    private TimeSpan Doubled(TimeSpan backOff) => backOff * 2 < options.MaxBackOff ? backOff * 2 : options.MaxBackOff;

    private async Task PauseAsync(TimeSpan backOff, CancellationToken cancellation)
    {
        // Not all receivers of a server that comes back at the same moment.
        var pause = backOff * (0.5 + (Random.Shared.NextDouble() / 2));
        await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to {Host} failed: {Problem}")]
    private partial void LogLost(string host, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} was made anew: its UIDVALIDITY has changed")]
    private partial void LogValidityChanged(string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail with UID {Uid} has more than {Limit} octets and stays where it is")]
    private partial void LogTooLarge(uint uid, int limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {SourceId} was refused: {Text}")]
    private partial void LogRefused(string sourceId, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {SourceId} was not stored")]
    private partial void LogNotStored(Exception exception, string sourceId);
}
