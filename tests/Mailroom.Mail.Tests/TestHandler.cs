using System.Collections.Concurrent;
using System.Text;
using Mailroom.Mail.Receiving;

namespace Mailroom.Mail.Tests;

/// <summary>Keeps what it is given, and says what the test wants.</summary>
internal sealed class TestHandler : IMailHandler
{
    public ConcurrentQueue<(MailEnvelope? Envelope, string Content)> Stored { get; } = new();

    /// <summary>Runs before anything is stored.</summary>
    public Func<ReceivedMail, CancellationToken, Task<MailVerdict>> Decide { get; set; } =
        (_, _) => Task.FromResult(MailVerdict.Stored);

    public async Task<MailVerdict> HandleAsync(ReceivedMail mail, CancellationToken cancellation)
    {
        var verdict = await Decide(mail, cancellation);
        if (verdict.Disposition == MailDisposition.Stored)
            Stored.Enqueue((mail.Envelope, Encoding.UTF8.GetString(await mail.ReadAllAsync(cancellation))));
        return verdict;
    }
}
