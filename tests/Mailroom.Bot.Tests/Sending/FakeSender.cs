using System.Collections.Concurrent;
using System.Text;
using Mailroom.Mail;
using Mailroom.Mail.Sending;

namespace Mailroom.Bot.Tests.Sending;

/// <summary>Says what the test wants, and keeps what it was to send.</summary>
internal sealed class FakeSender : IMailSender
{
    public ConcurrentQueue<OutgoingMail> Tried { get; } = new();

    public Func<OutgoingMail, CancellationToken, Task<SendResult>> Decide { get; set; } =
        (_, _) => Task.FromResult(Result(SendOutcome.Accepted, 250, "2.0.0", "OK queued"));

    public static SendResult Result(SendOutcome outcome, int code, string status, string text) =>
        new(outcome, new SmtpReply(code, status, text), []);

    public void Answer(SendResult result) => Decide = (_, _) => Task.FromResult(result);

    public Task<SendResult> SendAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        Tried.Enqueue(mail);
        return Decide(mail, cancellation);
    }

    public override string ToString() => string.Join('\n', Tried.Select(mail => Encoding.UTF8.GetString(mail.Content.Span)));
}
