using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Definitions;

public class BindingArgumentsTests
{
    [Theory]
    [InlineData("foo", "Invalid x-match field value <<\"foo\">>; expected all, any, all-with-x, or any-with-x")]
    [InlineData(1, "Invalid x-match field type signedint (value 1); expected longstr")]
    [InlineData(null, "Invalid x-match field type void (value undefined); expected longstr")]
    [InlineData(true, "Invalid x-match field type bool (value true); expected longstr")]
    public void Validate_BadMatchOfAHeadersExchange_GivesRabbitMQsText(object? match, string text)
    {
        var refusal = Should.Throw<BrokerException>(
            () => BindingArguments.Validate("headers", "", Arguments(("x-match", Value(match)))));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        refusal.Message.ShouldBe(text);
    }

    [Fact]
    public void Validate_ByteArrayAsMatch_IsShownAsABinary() =>
        Should.Throw<BrokerException>(() => BindingArguments.Validate(
                "headers", "", Arguments(("x-match", FieldValue.Bytes(FieldType.ByteArray, "all"u8.ToArray())))))
            .Message.ShouldBe("Invalid x-match field type binary (value <<\"all\">>); expected longstr");

    [Theory]
    [InlineData("headers", "all")]
    [InlineData("headers", "any-with-x")]
    [InlineData("topic", "foo")]
    public void Validate_GoodMatchOrAnotherType_Passes(string type, string match) =>
        Should.NotThrow(() => BindingArguments.Validate(type, "", Arguments(("x-match", FieldValue.String(match)))));

    [Fact]
    public void Validate_NoMatch_Passes() =>
        Should.NotThrow(() => BindingArguments.Validate("headers", "", FieldTable.Empty));

    [Theory]
    [InlineData("a", "The binding key must be an integer: <<\"a\">>")]
    [InlineData("", "The binding key must be an integer: <<>>")]
    [InlineData("1.5", "The binding key must be an integer: <<\"1.5\">>")]
    [InlineData(" 2", "The binding key must be an integer: <<\" 2\">>")]
    [InlineData("1 ", "The binding key must be an integer: <<\"1 \">>")]
    [InlineData("0", "The binding key must be greater than 0")]
    [InlineData("-1", "The binding key must be greater than 0")]
    public void Validate_BadWeightOfAConsistentHashExchange_GivesThePluginsText(string key, string text)
    {
        var refusal = Should.Throw<BrokerException>(() => BindingArguments.Validate("x-consistent-hash", key, FieldTable.Empty));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        refusal.Message.ShouldBe(text);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("02")]
    [InlineData("+3")]
    [InlineData("9223372036854775807")]
    public void Validate_GoodWeight_Passes(string key) =>
        Should.NotThrow(() => BindingArguments.Validate("x-consistent-hash", key, FieldTable.Empty));
}
