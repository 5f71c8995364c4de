using Mailroom.Mail.Listening;
using Mailroom.Mail.Receiving;

namespace Mailroom.Mail.Tests.Listening;

public class SessionTests
{
    [Fact]
    public async Task Commands_InOneWrite_AreAnsweredInOrder()
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();

        await client.SendAsync(
            "EHLO client.test\r\nMAIL FROM:<a@client.test>\r\nRCPT TO:<b@example.test>\r\nRCPT TO:<broken\r\nDATA\r\n");

        (await client.ReadReplyAsync()).ShouldStartWith("250-localhost\n250-PIPELINING\n");
        (await client.ReadReplyAsync()).ShouldStartWith("250 2.0.0 ");
        (await client.ReadReplyAsync()).ShouldStartWith("250 2.0.0 ");
        (await client.ReadReplyAsync()).ShouldStartWith("501 5.1.3 ");
        (await client.ReadReplyAsync()).ShouldStartWith("354 ");
        await client.SendAsync("one\r\n.\r\nMAIL FROM:<>\r\nQUIT\r\n");
        (await client.ReadReplyAsync()).ShouldStartWith("250 2.0.0 Stored");
        (await client.ReadReplyAsync()).ShouldStartWith("250 2.0.0 ");
        (await client.ReadReplyAsync()).ShouldStartWith("221 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("MAIL FROM:<a@client.test>", "503 ")]
    [InlineData("RCPT TO:<b@example.test>", "503 ")]
    [InlineData("DATA", "503 ")]
    [InlineData("EHLO", "501 ")]
    [InlineData("EHLO evil (x)", "501 ")]
    [InlineData("STARTTLS", "503 ")]
    [InlineData("AUTH PLAIN AGEAYg==", "502 ")]
    [InlineData("VRFY a", "252 ")]
    [InlineData("EXPN a", "502 ")]
    [InlineData("", "500 ")]
    [InlineData("NOOP \u0001", "500 ")]
    public async Task Command_BeforeTheGreeting_GetsItsReply(string command, string expected)
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();

        (await client.AskAsync(command)).ShouldStartWith(expected);
        (await client.AskAsync("HELO client.test")).ShouldBe("250 localhost");
    }

    [Fact]
    public async Task Command_InNoEncoding_IsRefused()
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();

        await client.SendAsync([(byte)'N', 0xff, 0xfe, (byte)'\r', (byte)'\n']);

        (await client.ReadReplyAsync()).ShouldStartWith("500 5.5.2 ");
    }

    [Theory]
    [InlineData("MAIL FROM:<편지@예시.테스트>", "553 5.6.7 ")]
    [InlineData("MAIL FROM:<편지@예시.테스트> SMTPUTF8", "250 ")]
    [InlineData("MAIL FROM:<a@client.test> BODY=8BITMIME", "250 ")]
    [InlineData("MAIL FROM:<a@client.test> BODY=OTHER", "555 ")]
    [InlineData("MAIL FROM:<a@client.test> RET=HDRS", "555 ")]
    [InlineData("MAIL FROM:<a@client.test> AUTH=<>", "555 ")]
    public async Task Sender_WithParameters_IsTakenWhereTheyAreKnown(string command, string expected)
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");

        (await client.AskAsync(command)).ShouldStartWith(expected);
    }

    [Fact]
    public async Task InternationalMail_SaysSoInItsTrace()
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");
        await client.AskAsync("MAIL FROM:<편지@예시.테스트> SMTPUTF8");
        await client.AskAsync("RCPT TO:<받는이@예시.테스트>");
        await client.AskAsync("DATA");

        (await client.AskAsync("Subject: 제목\r\n\r\n본문\r\n.")).ShouldStartWith("250 ");

        var (envelope, content) = listener.Handler.Stored.ShouldHaveSingleItem();
        envelope.ShouldNotBeNull().Recipients.ShouldBe(["받는이@예시.테스트"]);
        content.ShouldContain("with UTF8SMTP id");
        content.ShouldContain("제목");
    }

    [Theory]
    [InlineData("RSET")]
    [InlineData("EHLO client.test")]
    public async Task Transaction_ThatIsReset_HasToBeginAgain(string command)
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");
        await client.AskAsync("MAIL FROM:<a@client.test>");
        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("503 ");

        await client.AskAsync(command);

        (await client.AskAsync("RCPT TO:<b@example.test>")).ShouldStartWith("503 ");
        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Stop_WhileAClientWaits_TellsItAndEnds()
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");

        listener.Stop();

        (await client.ReadReplyAsync()).ShouldStartWith("421 4.3.2 ");
        await listener.Ended.WithinAsync();
    }

    [Fact]
    public async Task Stop_WhileAMailIsStored_StillAcknowledgesIt()
    {
        await using var listener = RunningListener.Start();
        var entered = new TaskCompletionSource();
        var stored = new TaskCompletionSource<MailVerdict>();
        listener.Handler.Decide = (_, _) =>
        {
            entered.SetResult();
            return stored.Task;
        };
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();
        var reply = client.AskAsync("x\r\n.");
        await entered.Task.WithinAsync();

        listener.Stop();
        stored.SetResult(MailVerdict.Stored);

        (await reply).ShouldStartWith("250 ");
        await listener.Ended.WithinAsync();
    }

    [Fact]
    public async Task Stop_WhileAHandlerHangs_CancelsItAfterAWhile()
    {
        await using var listener = RunningListener.Start(new SmtpListenerOptions { StopTimeout = TimeSpan.FromMilliseconds(50) });
        var entered = new TaskCompletionSource();
        listener.Handler.Decide = async (_, cancellation) =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return MailVerdict.Stored;
        };
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync("x\r\n.\r\n");
        await entered.Task.WithinAsync();

        listener.Stop();

        await listener.Ended.WithinAsync();
        listener.Handler.Stored.ShouldBeEmpty();
    }
}
