using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Routing;

public class ExchangeTypesTests
{
    [Theory]
    [InlineData("direct", typeof(DirectBindings))]
    [InlineData("fanout", typeof(FanoutBindings))]
    [InlineData("topic", typeof(TopicBindings))]
    [InlineData("headers", typeof(HeadersBindings))]
    [InlineData("x-consistent-hash", typeof(ConsistentHashBindings))]
    [InlineData("x-random", typeof(RandomBindings))]
    public void CreateIndex_KnownType_MakesItsIndex(string type, Type expected)
    {
        var index = ExchangeTypes.CreateIndex(type, FieldTable.Empty);
        index.ShouldBeOfType(expected);
        ExchangeTypes.IsKnown(type).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Direct")]
    [InlineData("x-recent-history")]
    public void CreateIndex_UnknownType_Throws(string type)
    {
        Should.Throw<ArgumentException>(() => ExchangeTypes.CreateIndex(type, FieldTable.Empty));
        ExchangeTypes.IsKnown(type).ShouldBeFalse();
    }
}
