using Mailroom.Mail.Listening;
using Mailroom.Mail.Tests.Listening;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Servers;

/// <summary>swaks delivers to the listener.</summary>
public class SwaksTests
{
    [Fact]
    public async Task Swaks_InClear_Delivers()
    {
        RequireSwaks();
        await using var listener = RunningListener.Start();

        var (exitCode, dialogue) = await Swaks.SendAsync(
            listener.Port, "a@client.test", "b@example.test", "--header", "Subject: by swaks", "--body", ".a line\n..another");

        exitCode.ShouldBe(0, dialogue);
        var (envelope, content) = listener.Handler.Stored.ShouldHaveSingleItem();
        envelope.ShouldNotBeNull().From.ShouldBe("a@client.test");
        content.ShouldContain("\r\nSubject: by swaks\r\n");
        content.ShouldContain("\r\n.a line\r\n..another\r\n");
    }

    [Theory]
    [InlineData("--tls", "PLAIN")]
    [InlineData("--tls", "LOGIN")]
    [InlineData("--tls-on-connect", "PLAIN")]
    public async Task Swaks_WithTlsAndPassword_Delivers(string tls, string mechanism)
    {
        RequireSwaks();
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(new SmtpListenerOptions
        {
            Certificate = certificate,
            ImplicitTls = tls == "--tls-on-connect",
            RequireTls = true,
            RequireAuthentication = true,
            Authenticate = (user, password, _) => ValueTask.FromResult(user == "bob" && password == "s3cret"),
        });

        var (exitCode, dialogue) = await Swaks.SendAsync(
            listener.Port, "a@client.test", "b@example.test", tls, "--auth", mechanism, "--auth-user", "bob", "--auth-password", "s3cret");

        // Its TLS needs a further package.
        Assert.SkipWhen(dialogue.Contains("Net::SSLeay", StringComparison.Ordinal), "libnet-ssleay-perl is not installed.");
        exitCode.ShouldBe(0, dialogue);
        listener.Handler.Stored.ShouldHaveSingleItem().Content.ShouldContain("with ESMTPSA id");
    }

    [Fact]
    public async Task Swaks_WithSeveralRecipientsPipelined_Delivers()
    {
        RequireSwaks();
        await using var listener = RunningListener.Start();

        var (exitCode, dialogue) = await Swaks.SendAsync(
            listener.Port, "a@client.test", "b@example.test,c@example.test,d@example.test", "--pipeline");

        exitCode.ShouldBe(0, dialogue);
        listener.Handler.Stored.ShouldHaveSingleItem().Envelope.ShouldNotBeNull().Recipients.Count.ShouldBe(3);
    }

    private static void RequireSwaks() => Assert.SkipWhen(Swaks.Missing is not null, Swaks.Missing ?? "");
}
