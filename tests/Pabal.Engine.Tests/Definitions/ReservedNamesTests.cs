using Pabal.Engine.Definitions;

namespace Pabal.Engine.Tests.Definitions;

public class ReservedNamesTests
{
    [Fact]
    public void CheckNotDefaultExchange_EmptyName_IsRefused()
    {
        Refusal(() => ReservedNames.CheckNotDefaultExchange("")).ShouldBe("operation not permitted on the default exchange");
        Should.NotThrow(() => ReservedNames.CheckNotDefaultExchange("amq.direct"));
    }

    [Theory]
    [InlineData("amq.x")]
    [InlineData("amq.")]
    public void CheckNew_ReservedPrefix_IsRefused(string name)
    {
        Refusal(() => ReservedNames.CheckNewQueue(name)).ShouldBe($"queue name '{name}' contains reserved prefix 'amq.*'");
        Refusal(() => ReservedNames.CheckNewExchange(name)).ShouldBe($"exchange name '{name}' contains reserved prefix 'amq.*'");
    }

    [Theory]
    [InlineData("amq")]
    [InlineData("amqx")]
    [InlineData("AMQ.x")]
    public void CheckNew_OtherName_Passes(string name)
    {
        Should.NotThrow(() => ReservedNames.CheckNewQueue(name));
        Should.NotThrow(() => ReservedNames.CheckNewExchange(name));
        Should.NotThrow(() => ReservedNames.CheckExchangeDeletion(name, "/"));
    }

    [Fact]
    public void CheckExchangeDeletion_SystemExchange_IsRefused()
    {
        Refusal(() => ReservedNames.CheckExchangeDeletion("amq.nope", "/"))
            .ShouldBe("deletion of system exchange 'amq.nope' in vhost '/' not allowed");
        Refusal(() => ReservedNames.CheckExchangeDeletion("", "/")).ShouldBe("operation not permitted on the default exchange");
    }

    private static string Refusal(Action action)
    {
        var refusal = Should.Throw<BrokerException>(action);
        refusal.Kind.ShouldBe(ErrorKind.AccessRefused);
        return refusal.Message;
    }
}
