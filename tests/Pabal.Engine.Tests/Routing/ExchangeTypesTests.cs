using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Routing;

public class ExchangeTypesTests
{
    [Theory]
    [InlineData("direct", typeof(DirectBindings))]
    [InlineData("fanout", typeof(FanoutBindings))]
    [InlineData("topic", typeof(TopicBindings))]
    [InlineData("headers", typeof(HeadersBindings))]
    public void CreateIndex_KnownType_MakesItsIndex(string type, Type expected)
    {
        var index = ExchangeTypes.CreateIndex(type);
        index.ShouldBeOfType(expected);
        ExchangeTypes.IsKnown(type).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Direct")]
    [InlineData("x-delayed-message")]
    public void CreateIndex_UnknownType_Throws(string type)
    {
        Should.Throw<ArgumentException>(() => ExchangeTypes.CreateIndex(type));
        ExchangeTypes.IsKnown(type).ShouldBeFalse();
    }
}
