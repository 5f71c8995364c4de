using Mailroom.Messaging.Events;

namespace Mailroom.Messaging.Tests;

/// <summary>Events with every property set to something that isn't its default.</summary>
public static class Sample
{
    public static DateTimeOffset Time { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static SendMail SendMail(string id = "event", int attempt = 2) => new()
    {
        Id = id,
        CorrelationId = "correlation",
        Time = Time,
        MessageId = Guid.Parse("0197b1a0-0000-7000-8000-000000000001"),
        Attempt = attempt,
        FirstAttempt = 2,
        IsRemainder = true,
        From = "a@example.test",
        Recipients = new List<string> { "b@example.test", "십@example.test" },
        Content = [0, 13, 10, 255],
    };

    public static IReadOnlyList<MailroomEvent> All()
    {
        var send = SendMail();
        return
        [
            send with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
            new CancelMail { Id = "i", CorrelationId = "c", Time = Time, MessageId = send.MessageId, FirstAttempt = 4 },
            new AttemptStarted { Id = "i", CorrelationId = "c", Time = Time, MessageId = send.MessageId, Attempt = 3, Bot = "bot" },
            new MailSent
            {
                Id = "i", CorrelationId = "c", Time = Time, MessageId = send.MessageId, Attempt = 3, Reply = "250 OK",
                Refused = new List<RefusedRecipient> { new("b@example.test", "550 no") },
            },
            new MailDeferred
            {
                Id = "i", CorrelationId = "c", Time = Time, MessageId = send.MessageId, Attempt = 3, Reason = "451", NextAttemptAt = Time,
            },
            new MailFailed { Id = "i", CorrelationId = "c", Time = Time, MessageId = send.MessageId, Attempt = 3, Reason = "550" },
            new MailUncertain
            {
                Id = "i", CorrelationId = "c", Time = Time, MessageId = send.MessageId, Attempt = 3, Reason = "?", IsSentAgain = true,
            },
            new MailCancelled { Id = "i", CorrelationId = "c", Time = Time, MessageId = send.MessageId, Attempt = 3 },
            new MailReceived
            {
                Id = "i", CorrelationId = "c", Time = Time, Source = "imap", ReceivedAt = Time, EnvelopeFrom = "a@example.test",
                EnvelopeTo = new List<string> { "b@example.test" }, Content = [1, 2, 3],
            },
            new MailStored { Id = "i", CorrelationId = "c", Time = Time },
        ];
    }
}
