using System.Diagnostics;
using System.Text;
using Mailroom.Mail.Listening;

namespace Mailroom.Mail.Tests.Listening;

/// <summary>Random octets and mutated sessions. The seed in a failure's text repeats its round.</summary>
public class ListenerFuzzTests
{
    private static readonly string[] Fragments =
    [
        "EHLO client.test\r\n", "HELO x\r\n", "MAIL FROM:<a@b.test>\r\n", "MAIL FROM:<é@b.test> SMTPUTF8\r\n", "RCPT TO:<c@d.test>\r\n",
        "RCPT TO:<\"\r\n", "DATA\r\n", "Subject: x\r\n\r\nbody\r\n", ".\r\n", "\r\n.\r\n", "\n.\n", "\r.\r", "..\r\n", "RSET\r\n", "NOOP\r\n",
        "AUTH PLAIN AGEAYg==\r\n", "AUTH LOGIN\r\n", "*\r\n", "YQ==\r\n", "STARTTLS\r\n", "\0", "\r", "\n", " ", "\u00ff",
    ];

    private static TimeSpan Budget { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("PABAL_FUZZ_SECONDS"), out var seconds) ? seconds : 2);

    [Fact]
    public async Task FuzzedSessions_NeverDisturbTheListener()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions
        {
            Authenticate = (_, _, _) => ValueTask.FromResult(false),
            AllowPlaintextAuthentication = true,
            MaxMessageBytes = 5000,
            MemoryPerMessageBytes = 500,
        });
        var seed = Environment.TickCount;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Budget;)
        {
            seed++;
            try
            {
                await AttackAsync(listener.Port, new Random(seed));
                await ServeAsync(listener);
                listener.Faults.Lines.ShouldBeEmpty();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }
    }

    private static async Task AttackAsync(int port, Random random)
    {
        await using var client = await SmtpTestClient.OpenAsync(port);
        try
        {
            for (var sends = random.Next(1, 4); sends > 0; sends--)
                await client.SendAsync(RandomOctets(random));
            if (random.Next(2) == 0)
                await client.ReadReplyAsync();
        }
        catch (IOException)
        {
            // The listener has had enough of it.
        }
    }

    // A well-behaved client is served as ever, and only its mail is what it sent.
    private static async Task ServeAsync(RunningListener listener)
    {
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();
        (await client.AskAsync("canary\r\n.")).ShouldStartWith("250 ");
        listener.Handler.Stored.ShouldContain(mail => mail.Content.EndsWith("\r\ncanary\r\n", StringComparison.Ordinal));
        listener.Handler.Stored.Clear();
    }

    private static byte[] RandomOctets(Random random)
    {
        var octets = new List<byte>();
        for (var parts = random.Next(1, 20); parts > 0; parts--)
            octets.AddRange(Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
        for (var mutations = random.Next(4); mutations > 0; mutations--)
            octets[random.Next(octets.Count)] = (byte)random.Next(256);
        if (random.Next(10) == 0)
            octets.AddRange(Enumerable.Repeat((byte)'a', random.Next(30_000)));
        return [.. octets];
    }
}
