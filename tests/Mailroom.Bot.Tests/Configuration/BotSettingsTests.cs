using Mailroom.Bot.Configuration;
using Mailroom.Bot.Sending;
using Mailroom.Mail;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Bot.Tests.Configuration;

public class BotSettingsTests
{
    [Fact]
    public void Read_OfTheLeast_HasDefaults()
    {
        var options = Read();

        options.Name.ShouldBe("bot");
        options.Concurrency.ShouldBe((ushort)8);
        options.Smtp.Server.Port.ShouldBe(587);
        options.Smtp.Server.Tls.ShouldBe(TlsMode.Required);
        options.Imap.ShouldBeEmpty();
        options.Listen.ShouldBeNull();
        options.Retry.MaxAttempts.ShouldBe(12);
        options.Uncertain.ShouldBe(UncertainPolicy.Hold);
        options.IsLedgerShared.ShouldBeFalse();
        options.LedgerRetention.ShouldBe(TimeSpan.FromDays(30));
    }

    [Fact]
    public void Read_OfMuch_HasIt()
    {
        var options = Read(
            ("Bot:Uncertain", "sendagain"),
            ("Bot:Ledger", "Host=db;Database=mail;Username=u;Password=secret"),
            ("Bot:Smtp:User", "u"),
            ("Bot:Smtp:Password", "secret"),
            ("Bot:Imap:0:Host", "imap.example.test"),
            ("Bot:Imap:0:User", "bob"),
            ("Bot:Imap:0:Password", "secret"),
            ("Bot:Imap:0:Tls", "Implicit"),
            ("Bot:Listen:EndPoint", "127.0.0.1:2525"),
            ("Bot:Listen:Recipients:0", "example.test"));

        options.Uncertain.ShouldBe(UncertainPolicy.SendAgain);
        options.IsLedgerShared.ShouldBeTrue();
        options.Smtp.Server.Credentials.ShouldNotBeNull().User.ShouldBe("u");
        var account = options.Imap.ShouldHaveSingleItem();
        account.Name.ShouldBe("bob@imap.example.test");
        account.Receiver.Server.Port.ShouldBe(993);
        var accepts = options.Listen.ShouldNotBeNull().AcceptsRecipient.ShouldNotBeNull();
        accepts("a@EXAMPLE.test").ShouldBeTrue();
        accepts("a@elsewhere.test").ShouldBeFalse();
    }

    [Theory]
    [InlineData("Bot:Concurrency", "0", "Bot:Concurrency is '0'; it has to be a whole number from 1 to 1000.")]
    [InlineData("Bot:Smtp:Host", "", "Bot:Smtp:Host is missing; it has to be the mail server's name.")]
    [InlineData("Bot:Smtp:Tls", "yes", "Bot:Smtp:Tls is 'yes'; it has to be None, IfOffered, Required, Implicit.")]
    [InlineData("Bot:Smtp:User", "u", "Bot:Smtp:Password is missing; Bot:Smtp:User needs it, PasswordFile or AccessTokenFile.")]
    [InlineData("Bot:Uncertain", "2", "Bot:Uncertain is '2'; it has to be Hold, SendAgain.")]
    [InlineData("Bot:Retry:First", "soon", "Bot:Retry:First is 'soon'; it has to be a time as hours:minutes:seconds or days.hours:minutes:seconds, from 00:00:00.0010000 to 04:00:00.")]
    [InlineData("Bot:Retry:Factor", "0.5", "Bot:Retry:Factor is '0.5'; it has to be a number from 1 to 1000.")]
    [InlineData("Bot:Imap:0:Host", "h", "Bot:Imap:0:User is missing; a mailbox needs a user and a password or token.")]
    [InlineData("Bot:Listen:EndPoint", "25", "Bot:Listen:EndPoint is '25'; it has to be an address and a port, such as 0.0.0.0:25.")]
    [InlineData("Bot:Listen:HostName", "h", "Bot:Listen:EndPoint is missing; it has to be an address and a port, such as 0.0.0.0:25.")]
    [InlineData("Bot:Smtp:AllowPlaintextAuthentication", "1", "Bot:Smtp:AllowPlaintextAuthentication is '1'; it has to be true or false.")]
    public void Read_OfWhatCantBeUsed_NamesTheKeyAndWhatIsAllowed(string key, string value, string message) =>
        Should.Throw<InvalidSettingException>(() => Read((key, value))).Message.ShouldBe(message);

    [Theory]
    [InlineData("Broker:Uri", "http://guest:secret@host")]
    [InlineData("Broker:Uri", "secret")]
    [InlineData("Bot:Ledger", "Password=secret")]
    [InlineData("Bot:Ledger", "Host=x;Password=secret;Nonsense=1")]
    [InlineData("Bot:Smtp:Password", "secret")]
    public void Read_OfASecretThatCantBeUsed_DoesNotShowIt(string key, string value)
    {
        var message = Should.Throw<InvalidSettingException>(() => Read((key, value))).Message;

        message.ShouldStartWith(key[..key.LastIndexOf(':')]);
        message.ShouldNotContain("secret");
        message.ShouldNotContain('\n');
    }

    [Fact]
    public void Secret_FromAFile_IsItsTextWithoutTheLineEnd()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "secret\n");
            var section = new ConfigurationBuilder()
                .AddInMemoryCollection([KeyValuePair.Create<string, string?>("S:PasswordFile", file)]).Build().GetSection("S");
            new SettingReader(section).Secret("Password").ShouldBe("secret");
        }
        finally
        {
            File.Delete(file);
        }
        Should.Throw<InvalidSettingException>(() => Read(("Bot:Smtp:PasswordFile", file))).Message
            .ShouldStartWith($"Bot:Smtp:PasswordFile is '{file}', which can't be used: ");
    }

    private static BotOptions Read(params (string Key, string Value)[] settings) => BotSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Bot:Smtp:Host", "smtp.example.test")])
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
        .Build());
}
