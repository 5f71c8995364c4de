using Mailroom.Mail.Listening;
using Mailroom.Mail.Receiving;
using Mailroom.Mail.Tests.Listening;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Servers;

/// <summary>Postfix relays to the listener, as a company's mail exchanger would.</summary>
public class PostfixTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Postfix_RelaysAMail(bool secured)
    {
        RequireServers();
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(
            new SmtpListenerOptions { Certificate = secured ? certificate : null, RequireTls = secured });
        await using var postfix = await PostfixServer.StartAsync(new PostfixOptions { RelayPort = listener.Port });

        await InjectAsync(postfix, "b@inbound.test,c@inbound.test");

        await Waiting.UntilAsync(() => !listener.Handler.Stored.IsEmpty, () => postfix.Log);
        var (envelope, content) = listener.Handler.Stored.ShouldHaveSingleItem();
        envelope.ShouldNotBeNull().Recipients.ShouldBe(["b@inbound.test", "c@inbound.test"], ignoreOrder: true);
        content.ShouldContain(secured ? "with ESMTPS id" : "with ESMTP id");
    }

    // The promise of the reply: what was not stored stays with the server that sent it.
    [Fact]
    public async Task Postfix_ToldToTryLater_DeliversAgain()
    {
        RequireServers();
        await using var listener = RunningListener.Start();
        var attempts = 0;
        listener.Handler.Decide = (_, _) => Task.FromResult(
            Interlocked.Increment(ref attempts) == 1 ? MailVerdict.TryLater("Database is down") : MailVerdict.Stored);
        await using var postfix = await PostfixServer.StartAsync(new PostfixOptions { RelayPort = listener.Port });

        await InjectAsync(postfix, "b@inbound.test");

        await Waiting.UntilAsync(() => !listener.Handler.Stored.IsEmpty, () => postfix.Log);
        postfix.Log.ShouldContain("451 4.3.0 Database is down");
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Postfix_ToldThatAMailIsRefused_GivesUp()
    {
        RequireServers();
        await using var listener = RunningListener.Start();
        listener.Handler.Decide = (_, _) => Task.FromResult(MailVerdict.Refused("Not for us"));
        await using var postfix = await PostfixServer.StartAsync(new PostfixOptions { RelayPort = listener.Port });

        await InjectAsync(postfix, "b@inbound.test");

        await Waiting.UntilAsync(() => postfix.Log.Contains("status=bounced", StringComparison.Ordinal), () => postfix.Log);
        postfix.Log.ShouldContain("550 5.7.1 Not for us");
    }

    private static void RequireServers()
    {
        Assert.SkipWhen(PostfixServer.Missing is not null, PostfixServer.Missing ?? "");
        Assert.SkipWhen(Swaks.Missing is not null, Swaks.Missing ?? "");
    }

    private static async Task InjectAsync(PostfixServer postfix, string to)
    {
        var (exitCode, dialogue) = await Swaks.SendAsync(postfix.Ports.Smtp, "a@client.test", to);
        exitCode.ShouldBe(0, dialogue);
    }
}
