using Mailroom.Mail.Listening;
using Mailroom.Mail.Receiving;

namespace Mailroom.Mail.Tests.Listening;

public class DeliveryTests
{
    [Fact]
    public async Task Mail_WithSeveralRecipients_ReachesTheHandlerWithItsEnvelope()
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");
        await client.AskAsync("MAIL FROM:<a@client.test> SIZE=20 BODY=8BITMIME");
        await client.AskAsync("RCPT TO:<b@example.test>");
        await client.AskAsync("RCPT TO:<c@example.test>");
        await client.AskAsync("DATA");

        (await client.AskAsync("Subject: x\r\n\r\n..dot\r\n.")).ShouldStartWith("250 2.0.0 ");

        var (envelope, content) = listener.Handler.Stored.ShouldHaveSingleItem();
        envelope.ShouldNotBeNull().From.ShouldBe("a@client.test");
        envelope.Recipients.ShouldBe(["b@example.test", "c@example.test"]);
        content.ShouldStartWith("Received: from client.test ([127.0.0.1])\r\n\tby localhost with ESMTP id smtp-");
        content.ShouldEndWith("\r\nSubject: x\r\n\r\n.dot\r\n");
    }

    [Fact]
    public async Task Reply_ToTheEndOfData_WaitsForTheHandler()
    {
        await using var listener = RunningListener.Start();
        var stored = new TaskCompletionSource<MailVerdict>();
        listener.Handler.Decide = (_, _) => stored.Task;
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();

        var reply = client.AskAsync("x\r\n.");
        var early = await Task.WhenAny(reply, Task.Delay(50));
        early.ShouldNotBe(reply);
        stored.SetResult(MailVerdict.Stored);

        (await reply).ShouldStartWith("250 ");
    }

    [Theory]
    [InlineData(MailDisposition.TryLater, "451 4.3.0 Not now??250 yes")]
    [InlineData(MailDisposition.Refused, "550 5.7.1 Not now??250 yes")]
    [InlineData(MailDisposition.TooLarge, "552 5.3.4 Not now??250 yes")]
    public async Task Verdict_OfTheHandler_BecomesTheReplyInOneLine(MailDisposition disposition, string expected)
    {
        await using var listener = RunningListener.Start();
        listener.Handler.Decide = (_, _) => Task.FromResult(new MailVerdict(disposition, "Not now\r\n250 yes"));
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();

        (await client.AskAsync("x\r\n.")).ShouldBe(expected);
        (await client.AskAsync("NOOP")).ShouldBe("250 2.0.0 Ok");
    }

    [Fact]
    public async Task Handler_ThatThrows_MakesTheClientTryLater()
    {
        await using var listener = RunningListener.Start();
        listener.Handler.Decide = (_, _) => throw new InvalidOperationException("the reason stays here");
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();

        (await client.AskAsync("x\r\n.")).ShouldBe("451 4.3.0 Could not store the message now");
    }

    [Fact]
    public async Task Handler_ThatTakesTooLong_IsCancelledAndTheClientTriesLater()
    {
        var time = new ManualTime();
        await using var listener = RunningListener.Start(new SmtpListenerOptions { HandlerTimeout = TimeSpan.FromMinutes(1) }, time);
        var entered = new TaskCompletionSource();
        listener.Handler.Decide = async (_, cancellation) =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return MailVerdict.Stored;
        };
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();
        var reply = client.AskAsync("x\r\n.");
        await entered.Task.WithinAsync();

        time.Advance(TimeSpan.FromMinutes(1));

        (await reply).ShouldStartWith("451 ");
    }

    [Fact]
    public async Task Mail_ThatTheClientBreaksOff_NeverReachesTheHandler()
    {
        await using var listener = RunningListener.Start();
        await using (var client = await listener.ConnectAsync())
        {
            await client.BeginDataAsync();
            await client.SendAsync("Subject: half\r\n\r\n");
        }
        await using var next = await listener.ConnectAsync();
        await next.BeginDataAsync();
        await next.AskAsync("whole\r\n.");

        listener.Handler.Stored.ShouldHaveSingleItem().Content.ShouldContain("whole");
    }

    [Fact]
    public async Task LargeMail_PassesThroughAFileThatIsGoneAfterwards()
    {
        var folder = Directory.CreateTempSubdirectory("spool-");
        var seen = 0;
        await using var listener = RunningListener.Start(
            new SmtpListenerOptions { MemoryPerMessageBytes = 1000, TemporaryDirectory = folder.FullName });
        listener.Handler.Decide = (_, _) =>
        {
            seen = folder.GetFiles().Length;
            return Task.FromResult(MailVerdict.Stored);
        };
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();
        var body = string.Concat(Enumerable.Range(0, 5000).Select(line => $"line {line}\r\n"));

        (await client.AskAsync(body + ".")).ShouldStartWith("250 ");

        listener.Handler.Stored.ShouldHaveSingleItem().Content.ShouldEndWith(body);
        seen.ShouldBe(1);
        folder.GetFiles().ShouldBeEmpty();
        folder.Delete();
    }

    [Fact]
    public async Task LargeMail_WithoutRoomForIt_IsRefusedForNowAndTheSessionGoesOn()
    {
        await using var listener = RunningListener.Start(
            new SmtpListenerOptions { MemoryPerMessageBytes = 1000, TemporaryDirectory = "/nowhere/at/all" });
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();

        (await client.AskAsync($"{new string('a', 5000)}\r\n.")).ShouldStartWith("452 4.3.1 ");
        (await client.AskAsync("NOOP")).ShouldStartWith("250 ");
        listener.Handler.Stored.ShouldBeEmpty();
    }
}
