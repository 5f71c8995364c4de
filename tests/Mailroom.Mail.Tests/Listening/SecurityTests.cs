using System.Text;
using Mailroom.Mail.Listening;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Listening;

public class SecurityTests
{
    private static SmtpListenerOptions WithPasswords { get; } = new()
    {
        Authenticate = (user, password, _) => ValueTask.FromResult(user == "bob" && password == "s3cret"),
        RequireAuthentication = true,
        AllowPlaintextAuthentication = true,
    };

    [Theory]
    [InlineData("bob", "s3cret", "235 2.7.0 ")]
    [InlineData("bob", "wrong", "535 5.7.8 ")]
    [InlineData("", "", "535 5.7.8 ")]
    public async Task Plain_WithAPassword_IsChecked(string user, string password, string expected)
    {
        await using var listener = RunningListener.Start(WithPasswords);
        await using var client = await listener.ConnectAsync();
        (await client.AskAsync("EHLO client.test")).ShouldContain("AUTH PLAIN LOGIN");
        var response = Encode($"\0{user}\0{password}");

        (await client.AskAsync($"AUTH PLAIN {response}")).ShouldStartWith(expected);
        if (expected.StartsWith('5'))
        {
            (await client.AskAsync("AUTH PLAIN")).ShouldBe("334 ");
            (await client.AskAsync(response)).ShouldStartWith(expected);
        }
    }

    [Fact]
    public async Task Login_AsksForBoth()
    {
        await using var listener = RunningListener.Start(WithPasswords);
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");
        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("530 5.7.0 ");

        (await client.AskAsync("AUTH LOGIN")).ShouldBe($"334 {Encode("Username:")}");
        (await client.AskAsync(Encode("bob"))).ShouldBe($"334 {Encode("Password:")}");
        (await client.AskAsync(Encode("s3cret"))).ShouldStartWith("235 ");
        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("250 ");
    }

    [Theory]
    [InlineData("AUTH PLAIN ***", "501 5.5.2 ")]
    [InlineData("AUTH PLAIN =", "501 5.5.2 ")]
    [InlineData("AUTH PLAIN AAAA", "501 5.5.2 ")]
    [InlineData("AUTH CRAM-MD5", "504 5.5.4 ")]
    [InlineData("AUTH", "501 ")]
    [InlineData("AUTH LOGIN\r\n*", "334 ")]
    public async Task Authentication_OutOfForm_IsRefused(string lines, string expected)
    {
        await using var listener = RunningListener.Start(WithPasswords);
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");

        (await client.AskAsync(lines)).ShouldStartWith(expected);
        if (expected == "334 ")
            (await client.ReadReplyAsync()).ShouldStartWith("501 5.7.0 ");
        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("530 ");
    }

    [Fact]
    public async Task Authentication_WithoutTls_IsNotOffered()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(
            WithPasswords with { Certificate = certificate, AllowPlaintextAuthentication = false });
        await using var client = await listener.ConnectAsync();

        (await client.AskAsync("EHLO client.test")).ShouldNotContain("AUTH");
        (await client.AskAsync($"AUTH PLAIN {Encode("\0bob\0s3cret")}")).ShouldStartWith("530 ");
        await client.AskAsync("STARTTLS");
        await client.SecureAsync(certificate);
        (await client.AskAsync("EHLO client.test")).ShouldContain("AUTH PLAIN LOGIN");
        (await client.AskAsync($"AUTH PLAIN {Encode("\0bob\0s3cret")}")).ShouldStartWith("235 ");
        await client.AskAsync("MAIL FROM:<a@client.test>");
        await client.AskAsync("RCPT TO:<b@example.test>");
        await client.AskAsync("DATA");
        await client.AskAsync("x\r\n.");
        listener.Handler.Stored.ShouldHaveSingleItem().Content.ShouldContain("with ESMTPSA id");
    }

    [Fact]
    public async Task Mail_WithoutTheTlsThatIsRequired_IsRefused()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(new SmtpListenerOptions { Certificate = certificate, RequireTls = true });
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");

        (await client.AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("530 5.7.0 ");
    }

    [Fact]
    public async Task ImplicitTls_SecuresTheGreeting()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(new SmtpListenerOptions { Certificate = certificate, ImplicitTls = true });
        await using var client = await SmtpTestClient.OpenAsync(listener.Port);

        await client.SecureAsync(certificate);

        (await client.ReadReplyAsync()).ShouldStartWith("220 ");
        await client.BeginDataAsync();
        (await client.AskAsync("x\r\n.")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Handshake_ThatFails_IsNeverFollowedByClearText()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(new SmtpListenerOptions { Certificate = certificate });
        await using var client = await listener.ConnectAsync();
        await client.AskAsync("EHLO client.test");
        await client.AskAsync("STARTTLS");

        await client.SendAsync("NOOP\r\nNOOP\r\n");

        (await client.ReadReplyAsync()).ShouldNotContain("250");
        await using var next = await listener.ConnectAsync();
        (await next.AskAsync("NOOP")).ShouldStartWith("250 ");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Options_ThatContradictEachOther_AreRefused(bool tls, bool authentication) =>
        Should.Throw<ArgumentException>(() => SmtpListener.Listen(
            new SmtpListenerOptions { RequireTls = tls, RequireAuthentication = authentication }));

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
