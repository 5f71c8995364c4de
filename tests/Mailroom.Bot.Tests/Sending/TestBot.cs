using Mailroom.Bot.Ledgers;
using Mailroom.Bot.Sending;
using Mailroom.Bot.Tests.Ledgers;
using Mailroom.Mail.Tests;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Bot.Tests.Sending;

/// <summary>One process of a bot: all of it but its connections. Abandoned without a word, it has crashed.</summary>
internal sealed class TestBot : IAsyncDisposable
{
    public static readonly RetryLadder Ladder =
        RetryLadder.Exponential(3, TimeSpan.FromMinutes(1), 2, TimeSpan.FromHours(1));

    public TestBot(
        TestLedger ledger,
        string name = "bot",
        UncertainPolicy policy = UncertainPolicy.Hold,
        ManualTime? time = null,
        RetryLadder? ladder = null,
        Func<ILedgerDatabase, ILedgerDatabase>? between = null)
    {
        Time = time ?? new ManualTime();
        Database = ledger.Open();
        var database = between?.Invoke(Database) ?? Database;
        Ledger = new AttemptLedger(database);
        Identity = new BotIdentity(name, Guid.CreateVersion7().ToString("N"));
        var open = new OpenAttempts();
        var rules = new AttemptRules(ladder ?? Ladder, policy, Time);
        var outcomes = new OutcomePublisher(Publisher, ladder ?? Ladder, Time);
        Recorder = new AttemptRecorder(Ledger, Identity, open);
        Send = new SendHandler(
            Ledger, Recorder, open, outcomes, rules, Sender, Identity, TimeSpan.FromMinutes(30), Time, NullLogger<SendHandler>.Instance);
        Cancel = new CancelHandler(Ledger, outcomes, Time);
        Recovery = new Recovery(Ledger, outcomes, rules, Identity, NullLogger<Recovery>.Instance);
    }

    public ManualTime Time { get; }

    public ILedgerDatabase Database { get; }

    public AttemptLedger Ledger { get; }

    public BotIdentity Identity { get; }

    public FakeSender Sender { get; } = new();

    public RecordingPublisher Publisher { get; } = new();

    public AttemptRecorder Recorder { get; }

    public SendHandler Send { get; }

    public CancelHandler Cancel { get; }

    public Recovery Recovery { get; }

    /// <summary>The types of what was published, without the start of attempts.</summary>
    public IEnumerable<string> Outcomes =>
        Publisher.Events.Where(content => content is not AttemptStarted).Select(content => content.RoutingKey);

    public static SendMail Command(Guid? messageId = null, int attempt = 1, int firstAttempt = 1)
    {
        var id = messageId ?? Guid.CreateVersion7();
        return new SendMail
        {
            Id = $"{id:N}-{attempt}",
            CorrelationId = id.ToString(),
            Time = DateTimeOffset.UnixEpoch,
            MessageId = id,
            Attempt = attempt,
            FirstAttempt = firstAttempt,
            From = "a@example.test",
            Recipients = ["b@example.test"],
            Content = "Subject: test\r\nMessage-ID: <1@example.test>\r\n\r\nbody\r\n"u8.ToArray(),
        };
    }

    public static CancelMail Cancellation(Guid messageId, int firstAttempt = 1) => new()
    {
        Id = $"{messageId:N}-cancel",
        CorrelationId = messageId.ToString(),
        Time = DateTimeOffset.UnixEpoch,
        MessageId = messageId,
        FirstAttempt = firstAttempt,
    };

    public Task HandleAsync(MailroomEvent command, CancellationToken cancellation = default) =>
        (command is CancelMail ? Cancel.HandleAsync(command, cancellation) : Send.HandleAsync(command, cancellation)).WithinAsync();

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
