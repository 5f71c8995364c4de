using Mailroom.Mail.Listening;

namespace Mailroom.Mail.Tests.Listening;

public class LimitTests
{
    [Fact]
    public async Task Mail_AnnouncedAsTooLarge_IsRefusedBeforeItIsSent()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxMessageBytes = 1000 });
        await using var client = await listener.ConnectAsync();

        (await client.AskAsync("EHLO client.test")).ShouldContain("250-SIZE 1000");
        (await client.AskAsync("MAIL FROM:<a@client.test> SIZE=1001")).ShouldStartWith("552 5.3.4 ");
        (await client.AskAsync("MAIL FROM:<a@client.test> SIZE=99999999999999999999999")).ShouldStartWith("501 ");
        (await client.AskAsync("MAIL FROM:<a@client.test> SIZE=1000")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Mail_ThatTurnsOutTooLarge_IsRefusedAtItsEnd()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxMessageBytes = 1000 });
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();

        (await client.AskAsync($"{new string('a', 1000)}\r\n.")).ShouldStartWith("552 5.3.4 ");
        (await client.AskAsync("NOOP")).ShouldStartWith("250 ");
        listener.Handler.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mail_WithoutEnd_LosesTheConnection()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxMessageBytes = 10_000 });
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();
        var sending = Task.Run(async () =>
        {
            while (true)
                await client.SendAsync($"{new string('a', 900)}\r\n");
        });

        await Should.ThrowAsync<IOException>(() => sending.WithinAsync());
        listener.Handler.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task ContentLine_PastTheLimit_IsRefused()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxContentLineBytes = 998 });
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();

        (await client.AskAsync($"{new string('a', 999)}\r\n.")).ShouldStartWith("554 5.6.0 ");
        await client.BeginDataAsync();
        (await client.AskAsync($"{new string('a', 998)}\r\n.")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Recipients_PastTheLimit_AreRefusedForNowAndTheOthersKept()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxRecipients = 1 });
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync("RCPT TO:<b@example.test>");

        (await client.AskAsync("RCPT TO:<c@example.test>")).ShouldStartWith("452 4.5.3 ");
        await client.AskAsync("DATA");
        await client.AskAsync("x\r\n.");

        listener.Handler.Stored.ShouldHaveSingleItem().Envelope.ShouldNotBeNull().Recipients.ShouldBe(["b@example.test"]);
    }

    [Fact]
    public async Task Recipient_ThatIsNotAccepted_IsRefusedByName()
    {
        await using var listener = RunningListener.Start(
            new SmtpListenerOptions { AcceptsRecipient = address => address.EndsWith("@example.test", StringComparison.Ordinal) });
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");
        await client.AskAsync("MAIL FROM:<>");

        (await client.AskAsync("RCPT TO:<c@elsewhere.test>")).ShouldStartWith("550 5.1.1 ");
        (await client.AskAsync("DATA")).ShouldStartWith("554 ");
        (await client.AskAsync("RCPT TO:<c@example.test>")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Connections_PastTheLimit_AreTurnedAwayUntilOneEnds()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxConnections = 1 });
        await using (await listener.ConnectAsync())
        {
            await using var second = await SmtpTestClient.OpenAsync(listener.Port);
            (await second.ReadReplyAsync()).ShouldStartWith("421 4.7.0 ");
            (await second.IsClosedAsync()).ShouldBeTrue();
        }
        await Waiting.UntilAsync(() => GreetingAsync(listener.Port).GetAwaiter().GetResult().StartsWith("220 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_PastItsLength_EndsTheConnection()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxCommandBytes = 600 });
        await using var client = await listener.ConnectAsync();
        (await client.AskAsync($"NOOP {new string('a', 595)}")).ShouldStartWith("250 ");

        await client.SendAsync($"NOOP {new string('a', 596)}\r\n");

        (await client.ReadReplyAsync()).ShouldStartWith("500 5.5.6 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Command_WithoutEnd_EndsTheConnection()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxCommandBytes = 600 });
        await using var client = await listener.ConnectAsync();

        await client.SendAsync(new string('a', 603));

        (await client.ReadReplyAsync()).ShouldStartWith("500 5.5.6 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Commands_FasterThanTheLimit_EndTheConnection()
    {
        var time = new ManualTime();
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxCommandsPerMinute = 2 }, time);
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("NOOP");
        await client.AskAsync("NOOP");
        time.Advance(TimeSpan.FromMinutes(1));
        await client.AskAsync("NOOP");
        (await client.AskAsync("NOOP")).ShouldStartWith("250 ");

        (await client.AskAsync("NOOP")).ShouldStartWith("421 4.7.0 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Errors_PastTheLimit_EndTheConnection()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { MaxErrors = 2 });
        await using var client = await listener.ConnectAsync();

        (await client.AskAsync("WHAT")).ShouldStartWith("500 ");
        (await client.AskAsync("WHAT")).ShouldStartWith("500 ");
        (await client.ReadReplyAsync()).ShouldStartWith("421 4.7.0 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_ThatFallsSilent_IsToldAndLeft(bool withinContent)
    {
        var time = new ManualTime();
        var limit = TimeSpan.FromMinutes(3);
        await using var listener = RunningListener.Start(
            new SmtpListenerOptions { CommandTimeout = limit, ContentTimeout = limit }, time);
        await using var client = await listener.ConnectAsync();
        if (withinContent)
            await client.BeginDataAsync();
        // The reading is about to begin: its deadline has to be running before the clock moves.
        await Waiting.UntilAsync(() => time.Armed > 0);

        time.Advance(limit);

        (await client.ReadReplyAsync()).ShouldStartWith("421 4.4.2 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    private static async Task<string> GreetingAsync(int port)
    {
        await using var client = await SmtpTestClient.OpenAsync(port);
        return await client.ReadReplyAsync();
    }
}
