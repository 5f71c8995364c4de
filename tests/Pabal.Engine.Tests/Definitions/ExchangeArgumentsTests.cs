using Pabal.Engine.Definitions;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Definitions;

public class ExchangeArgumentsTests
{
    [Theory]
    [InlineData("foo", "unknown exchange type 'foo'")]
    [InlineData("", "unknown exchange type ''")]
    [InlineData("x-delayed-message", "unknown exchange type 'x-delayed-message'")]
    public void CheckType_UnknownType_IsACommandInvalid(string type, string text)
    {
        var refusal = Should.Throw<BrokerException>(() => ExchangeArguments.CheckType(type));
        refusal.Kind.ShouldBe(ErrorKind.CommandInvalid);
        refusal.Message.ShouldBe(text);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("headers")]
    public void CheckType_KnownType_Passes(string type) => Should.NotThrow(() => ExchangeArguments.CheckType(type));

    [Theory]
    [InlineData(1, "signedint")]
    [InlineData(true, "bool")]
    [InlineData(null, "void")]
    public void Validate_AlternateExchangeOfAnotherType_NamesTheType(object? value, string type)
    {
        var definition = Exchange(arguments: Arguments(("alternate-exchange", Value(value))));
        var refusal = Should.Throw<BrokerException>(() => ExchangeArguments.Validate(definition, "/"));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        refusal.Message.ShouldBe($"invalid type '{type}' for arg 'alternate-exchange' in exchange 'x' in vhost '/'");
    }

    [Theory]
    [InlineData("alternate-exchange", "")]
    [InlineData("alternate-exchange", "a")]
    [InlineData("x-foo", 1)]
    public void Validate_GoodOrUnknownArgument_Passes(string name, object value) =>
        Should.NotThrow(() => ExchangeArguments.Validate(Exchange(arguments: Arguments((name, Value(value)))), "/"));
}
