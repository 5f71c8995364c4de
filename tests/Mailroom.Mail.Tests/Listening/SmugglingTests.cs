using Mailroom.Mail.Listening;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Listening;

public class SmugglingTests
{
    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r.\r\n")]
    [InlineData("\r.\r")]
    public async Task Content_WithAnEndOfAnotherTaste_IsRefusedAsAWhole(string falseEnd)
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();
        await client.BeginDataAsync();

        await client.SendAsync(
            $"one{falseEnd}MAIL FROM:<evil@client.test>\r\nRCPT TO:<b@example.test>\r\nDATA\r\ntwo\r\n.\r\n");

        (await client.ReadReplyAsync()).ShouldStartWith("550 5.6.11 ");
        (await client.AskAsync("NOOP")).ShouldBe("250 2.0.0 Ok");
        listener.Handler.Stored.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("NOOP\n")]
    [InlineData("NOOP\rNOOP\r\n")]
    public async Task Command_WithABareLineBreak_EndsTheConnection(string line)
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();

        await client.SendAsync(line);

        (await client.ReadReplyAsync()).ShouldStartWith("500 5.5.2 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("BDAT 5 LAST")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("POST /x HTTP/1.1")]
    public async Task Command_ThatContentFollows_EndsTheConnection(string command)
    {
        await using var listener = RunningListener.Start();
        await using var client = await listener.ConnectAsync();

        (await client.AskAsync(command)).ShouldStartWith("502 ");
        (await client.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Commands_SentInClearBehindStartTls_AreForgotten()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(new SmtpListenerOptions { Certificate = certificate });
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");

        await client.SendAsync("STARTTLS\r\nEHLO evil.test\r\nMAIL FROM:<evil@client.test>\r\n");
        (await client.ReadReplyAsync()).ShouldStartWith("220 ");
        await client.SecureAsync(certificate);

        // Nothing said in clear is answered now, and the greeting has to be said again.
        (await client.AskAsync("RCPT TO:<b@example.test>")).ShouldStartWith("503 ");
        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("503 ");
        (await client.AskAsync("EHLO client.test")).ShouldNotContain("STARTTLS");
        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("250 ");
    }
}
