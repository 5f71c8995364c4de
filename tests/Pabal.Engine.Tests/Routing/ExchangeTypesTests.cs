using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Routing;

public class ExchangeTypesTests
{
    [Theory]
    [InlineData("direct", typeof(DirectBindings))]
    [InlineData("fanout", typeof(FanoutBindings))]
    [InlineData("topic", typeof(TopicBindings))]
    [InlineData("headers", typeof(HeadersBindings))]
    public void TryCreateIndex_KnownType_MakesItsIndex(string type, Type expected)
    {
        ExchangeTypes.TryCreateIndex(type, out var index).ShouldBeTrue();
        index.ShouldBeOfType(expected);
        ExchangeTypes.IsKnown(type).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Direct")]
    [InlineData("x-delayed-message")]
    public void TryCreateIndex_UnknownType_IsFalse(string type)
    {
        ExchangeTypes.TryCreateIndex(type, out var index).ShouldBeFalse();
        index.ShouldBeNull();
        ExchangeTypes.IsKnown(type).ShouldBeFalse();
    }
}
