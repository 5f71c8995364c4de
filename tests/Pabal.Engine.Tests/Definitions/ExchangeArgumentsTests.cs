using Pabal.Engine.Definitions;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Definitions;

public class ExchangeArgumentsTests
{
    [Theory]
    [InlineData("foo", "unknown exchange type 'foo'")]
    [InlineData("", "unknown exchange type ''")]
    [InlineData("x-recent-history", "unknown exchange type 'x-recent-history'")]
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

    [Theory]
    [InlineData("hash-property", "bogus", "Unsupported property: bogus")]
    [InlineData("hash-property", 5, "invalid type 'signedint' for arg 'hash-property' in exchange 'x' in vhost '/'")]
    [InlineData("hash-header", true, "invalid type 'bool' for arg 'hash-header' in exchange 'x' in vhost '/'")]
    public void Validate_BadArgumentOfAConsistentHashExchange_IsRefused(string name, object value, string text) =>
        Should.Throw<BrokerException>(() => ExchangeArguments.Validate(
            Exchange("x-consistent-hash", arguments: Arguments((name, Value(value)))), "/")).Message.ShouldBe(text);

    [Fact]
    public void Validate_HeaderAndPropertyToHash_AreMutuallyExclusive()
    {
        var arguments = Arguments(("hash-header", Value("h")), ("hash-property", Value("message_id")));

        Should.Throw<BrokerException>(() => ExchangeArguments.Validate(Exchange("x-consistent-hash", arguments: arguments), "/"))
            .Message.ShouldBe("hash-header and hash-property are mutually exclusive");
        Should.NotThrow(() => ExchangeArguments.Validate(Exchange("topic", arguments: arguments), "/"));
    }

    [Theory]
    [InlineData("hash-property", "message_id")]
    [InlineData("hash-property", "correlation_id")]
    [InlineData("hash-property", "timestamp")]
    [InlineData("hash-header", "")]
    public void Validate_GoodArgumentOfAConsistentHashExchange_Passes(string name, string value) => Should.NotThrow(
        () => ExchangeArguments.Validate(Exchange("x-consistent-hash", arguments: Arguments((name, Value(value)))), "/"));
}
