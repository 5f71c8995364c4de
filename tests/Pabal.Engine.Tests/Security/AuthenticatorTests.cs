using Pabal.Engine.Security;

namespace Pabal.Engine.Tests.Security;

public sealed class AuthenticatorTests : IDisposable
{
    private readonly Broker broker = new(long.MaxValue);

    public AuthenticatorTests()
    {
        Put("guest", "secret");
        Put("bot", "robot");
        broker.Administration.PutUser(new UserDefinition("certified"));
        broker.Administration.PutUser(new UserDefinition("imported")
        {
            PasswordHash = PasswordHash.Create("old", PasswordAlgorithm.RabbitSha256),
        });
    }

    public void Dispose() => broker.Dispose();

    [Theory]
    [InlineData("guest", "secret", true, LoginOutcome.Accepted)]
    [InlineData("guest", "secret", false, LoginOutcome.NotFromHere)]
    [InlineData("guest", "Secret", true, LoginOutcome.WrongPassword)]
    [InlineData("guest", "", true, LoginOutcome.NoPassword)]
    [InlineData("bot", "robot", false, LoginOutcome.Accepted)]
    [InlineData("Bot", "robot", false, LoginOutcome.UnknownUser)]
    [InlineData("imported", "old", false, LoginOutcome.Accepted)]
    [InlineData("certified", "x", true, LoginOutcome.NoPassword)]
    [InlineData("certified", "", true, LoginOutcome.NoPassword)]
    public void Authenticate_AcceptsTheRightPasswordFromAnAllowedPlace(string name, string password, bool fromLoopback, LoginOutcome expected)
    {
        broker.Authenticator.Authenticate(name, password, fromLoopback).ShouldBe(expected);
        broker.Authenticator.IsKnown(name, password, fromLoopback).ShouldBe(expected == LoginOutcome.Accepted);
        broker.Authenticator.Authenticate(name, password, fromLoopback).ShouldBe(expected);
    }

    [Fact]
    public void Authenticate_AfterTheUserIsChanged_KnowsNoOldPassword()
    {
        broker.Authenticator.Authenticate("bot", "robot", false).ShouldBe(LoginOutcome.Accepted);
        Put("bot", "new");

        broker.Authenticator.IsKnown("bot", "robot", false).ShouldBeFalse();
        broker.Authenticator.Authenticate("bot", "robot", false).ShouldBe(LoginOutcome.WrongPassword);
        broker.Administration.DeleteUser("bot");
        broker.Authenticator.Authenticate("bot", "new", false).ShouldBe(LoginOutcome.UnknownUser);
    }

    [Fact]
    public void Known_IsWhatWasAcceptedLastOfVeryMany()
    {
        for (var i = 0; i < 1100; i++)
        {
            Put($"user{i}", "x");
            broker.Authenticator.Authenticate($"user{i}", "x", false).ShouldBe(LoginOutcome.Accepted);
        }

        broker.Authenticator.IsKnown("user1099", "x", false).ShouldBeTrue();
        broker.Authenticator.IsKnown("user0", "x", false).ShouldBeFalse();
    }

    [Theory]
    [InlineData("certified", false, LoginOutcome.Accepted)]
    [InlineData("guest", false, LoginOutcome.NotFromHere)]
    [InlineData("guest", true, LoginOutcome.Accepted)]
    [InlineData("nobody", true, LoginOutcome.UnknownUser)]
    public void Accept_OfSomebodyVouchedFor_NeedsNoPassword(string name, bool fromLoopback, LoginOutcome expected) =>
        broker.Authenticator.Accept(name, fromLoopback).ShouldBe(expected);

    private void Put(string name, string password) => broker.Administration.PutUser(
        new UserDefinition(name) { PasswordHash = PasswordHash.Create(password, iterations: 1) });
}
