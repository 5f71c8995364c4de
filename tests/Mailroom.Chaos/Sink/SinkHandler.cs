using Mailroom.Mail.Receiving;

namespace Mailroom.Chaos.Sink;

/// <summary>Takes its time, puts some mails off, and writes down those that it takes.</summary>
internal sealed class SinkHandler(TakenMails taken, Random random) : IMailHandler
{
    private const int LongestPauseMs = 20;
    private const int OneOfThatManyIsPutOff = 30;

    private readonly Lock gate = new();

    public async Task<MailVerdict> HandleAsync(ReceivedMail mail, CancellationToken cancellation)
    {
        var (before, after, isPutOff) = Decide();
        // In each of these pauses it may be killed: then it has taken the mail or not, and its client can't know.
        await Task.Delay(before, cancellation);
        if (isPutOff)
            return MailVerdict.TryLater("Not now");
        using var reader = new StreamReader(mail.OpenRead());
        taken.Add(await SubjectAsync(reader, cancellation));
        await Task.Delay(after, CancellationToken.None);
        return MailVerdict.Stored;
    }

    private (int BeforeMs, int AfterMs, bool IsPutOff) Decide()
    {
        lock (gate)
            return (random.Next(LongestPauseMs), random.Next(LongestPauseMs), random.Next(OneOfThatManyIsPutOff) == 0);
    }

    private static async Task<string> SubjectAsync(StreamReader reader, CancellationToken cancellation)
    {
        const string Field = "Subject: ";
        while (await reader.ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
                return line[Field.Length..].Trim();
        }
        return "?";
    }
}
