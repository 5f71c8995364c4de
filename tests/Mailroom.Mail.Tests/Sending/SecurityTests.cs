using System.Text;
using Mailroom.Mail.Listening;
using Mailroom.Mail.Sending;
using Mailroom.Mail.Tests.Listening;
using Mailroom.Servers;

namespace Mailroom.Mail.Tests.Sending;

/// <summary>TLS, logins and secrets, against the listener.</summary>
public class SecurityTests
{
    private const string Secret = "s3cret-words";

    [Theory]
    [InlineData(TlsMode.None, "with ESMTP id")]
    [InlineData(TlsMode.IfOffered, "with ESMTPS id")]
    [InlineData(TlsMode.Required, "with ESMTPS id")]
    [InlineData(TlsMode.Implicit, "with ESMTPS id")]
    public async Task Send_WithATlsMode_IsEncryptedAsItSays(TlsMode tls, string trace)
    {
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(
            new SmtpListenerOptions { Certificate = certificate, ImplicitTls = tls == TlsMode.Implicit });
        var options = Senders.Options(listener.Port, tls);
        await using var sender = new MailKitSender(options with { Server = options.Server with { TrustedRoots = [certificate] } });

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.Accepted, result.Problem);
        listener.Handler.Stored.ShouldHaveSingleItem().Content.ShouldContain(trace);
    }

    [Theory]
    [InlineData(TlsMode.IfOffered)]
    [InlineData(TlsMode.Required)]
    [InlineData(TlsMode.Implicit)]
    public async Task Send_ToACertificateThatNobodyTrusts_IsNotSent(TlsMode tls)
    {
        using var certificate = TestCertificate.Create();
        using var other = TestCertificate.Create();
        await using var listener = RunningListener.Start(
            new SmtpListenerOptions { Certificate = certificate, ImplicitTls = tls == TlsMode.Implicit });
        var options = Senders.Options(listener.Port, tls);
        await using var sender = new MailKitSender(options with { Server = options.Server with { TrustedRoots = [other] } });

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.NotSent);
        result.Problem.ShouldNotBeNull().ShouldContain("certificate");
        listener.Handler.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_ToACertificateForAnotherName_IsNotSent()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = RunningListener.Start(new SmtpListenerOptions { Certificate = certificate });
        var options = Senders.Options(listener.Port, TlsMode.Required);
        await using var sender = new MailKitSender(
            options with { Server = options.Server with { Host = "127.0.0.1", TrustedRoots = [certificate] } });

        (await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync()).Outcome.ShouldBe(SendOutcome.NotSent);
    }

    [Fact]
    public async Task Send_WithTlsRequiredToAServerWithout_IsNotSent()
    {
        await using var listener = RunningListener.Start();
        await using var sender = new MailKitSender(Senders.Options(listener.Port, TlsMode.Required));

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.NotSent);
        listener.Handler.Stored.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Secret, SendOutcome.Accepted)]
    [InlineData("wrong-words", SendOutcome.NotSent)]
    public async Task Send_WithAPassword_LogsIn(string password, SendOutcome outcome)
    {
        await using var listener = StartWithPasswords();
        var options = Senders.Options(listener.Port, TlsMode.None, MailCredentials.FromPassword("bob", password));
        await using var sender = new MailKitSender(
            options with { Server = options.Server with { AllowPlaintextAuthentication = true } });

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(outcome, result.Problem);
        result.ToString().ShouldNotContain(password);
    }

    [Fact]
    public async Task Send_WithAPasswordAndNoTls_KeepsItToItself()
    {
        await using var server = new ScriptedSmtpServer { Capabilities = ["AUTH PLAIN LOGIN"] };
        await using var sender = new MailKitSender(
            Senders.Options(server.Port, TlsMode.IfOffered, MailCredentials.FromPassword("bob", Secret)));

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.NotSent);
        result.Problem.ShouldBe("No login without TLS.");
        server.Commands.ShouldNotContain(command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AUTH PLAIN LOGIN", "AUTH PLAIN")]
    [InlineData("AUTH LOGIN", "AUTH LOGIN")]
    public async Task Send_WithAPassword_UsesWhatIsOffered(string offered, string used)
    {
        await using var server = new ScriptedSmtpServer { Capabilities = [offered] };
        server.Answer = command => command switch
        {
            "AUTH LOGIN" => "334 VXNlcm5hbWU6",
            "Ym9i" => "334 UGFzc3dvcmQ6",
            _ when command.StartsWith("AUTH PLAIN", StringComparison.Ordinal) => "235 2.7.0 Ok",
            _ when command == Convert.ToBase64String(Encoding.ASCII.GetBytes(Secret)) => "235 2.7.0 Ok",
            _ => null,
        };
        var options = Senders.Options(server.Port, TlsMode.None, MailCredentials.FromPassword("bob", Secret));
        await using var sender = new MailKitSender(
            options with { Server = options.Server with { AllowPlaintextAuthentication = true } });

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        server.Commands.ShouldContain(command => command.StartsWith(used, StringComparison.Ordinal));
        result.Outcome.ShouldBe(SendOutcome.Accepted, result.Problem);
    }

    [Fact]
    public async Task Send_WithTokens_LogsInByXoauth2OncePerConnection()
    {
        await using var server = new ScriptedSmtpServer { Capabilities = ["AUTH XOAUTH2"] };
        server.Answer = command => command.StartsWith("AUTH XOAUTH2", StringComparison.Ordinal) ? "235 2.7.0 Ok" : null;
        var asked = 0;
        var credentials = MailCredentials.FromTokens("bob", _ => ValueTask.FromResult($"token{++asked}"));
        var options = Senders.Options(server.Port, TlsMode.None, credentials);
        await using var sender = new MailKitSender(
            options with { Server = options.Server with { AllowPlaintextAuthentication = true } });

        for (var i = 0; i < 2; i++)
            (await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync()).Outcome.ShouldBe(SendOutcome.Accepted);

        asked.ShouldBe(1);
        // RFC 7628's predecessor: user=bob^Aauth=Bearer token1^A^A.
        server.Commands.ShouldContain("AUTH XOAUTH2 " + Convert.ToBase64String("user=bob\u0001auth=Bearer token1\u0001\u0001"u8));
    }

    [Fact]
    public async Task Send_WithoutAToken_TellsNothingOfTheTokenServicesError()
    {
        await using var server = new ScriptedSmtpServer { Capabilities = ["AUTH XOAUTH2"] };
        var credentials = MailCredentials.FromTokens("bob", _ => throw new InvalidOperationException($"secret={Secret}"));
        var options = Senders.Options(server.Port, TlsMode.None, credentials);
        await using var sender = new MailKitSender(
            options with { Server = options.Server with { AllowPlaintextAuthentication = true } });

        var result = await sender.SendAsync(Senders.Mail(), CancellationToken.None).WithinAsync();

        result.Outcome.ShouldBe(SendOutcome.NotSent);
        result.ToString().ShouldNotContain(Secret);
        MailCredentials.FromPassword("bob", Secret).ToString().ShouldBe("bob");
    }

    private static RunningListener StartWithPasswords() => RunningListener.Start(new SmtpListenerOptions
    {
        Authenticate = (user, password, _) => ValueTask.FromResult(user == "bob" && password == Secret),
        AllowPlaintextAuthentication = true,
        RequireAuthentication = true,
    });
}
