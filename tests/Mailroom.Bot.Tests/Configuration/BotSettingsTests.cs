using Mailroom.Bot.Configuration;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Bot.Tests.Configuration;

public class BotSettingsTests
{
    [Fact]
    public void UncertainAfter_IsNeverShorterThanAnAttempt()
    {
        Read(("Bot:Smtp:SendTimeout", "00:50:00"), ("Bot:Smtp:ReplyTimeout", "00:20:00"), ("Bot:Smtp:ConnectTimeout", "00:01:00"))
            .UncertainAfter.ShouldBe(new TimeSpan(1, 11, 0));
        Read().UncertainAfter.ShouldBe(TimeSpan.FromMinutes(30));

        Should.Throw<InvalidSettingException>(() => Read(("Bot:UncertainAfter", "00:05:00")))
            .Message.ShouldStartWith("Bot:UncertainAfter is '00:05:00'");
    }

    private static BotOptions Read(params (string Key, string Value)[] settings) => BotSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Bot:Smtp:Host", "mail.test")])
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
        .Build());
}
