using Pabal.Engine.Security;

namespace Pabal.Engine.Tests.Security;

public class UserStoreTests
{
    private readonly UserStore users = new();

    public UserStoreTests()
    {
        users.Add("guest", "secret", loopbackOnly: true);
        users.Add("bot", "", loopbackOnly: false);
    }

    [Theory]
    [InlineData("guest", "secret", true, true)]
    [InlineData("guest", "secret", false, false)]
    [InlineData("guest", "Secret", true, false)]
    [InlineData("guest", "", true, false)]
    [InlineData("bot", "", false, true)]
    [InlineData("Bot", "", false, false)]
    [InlineData("nobody", "", true, false)]
    public void Authenticate_AcceptsTheRightPasswordFromAnAllowedPlace(string name, string password, bool fromLoopback, bool expected) =>
        users.Authenticate(name, password, fromLoopback).ShouldBe(expected);

    [Fact]
    public void Add_Again_ReplacesThePassword()
    {
        users.Add("guest", "new", loopbackOnly: false);

        users.Authenticate("guest", "secret", true).ShouldBeFalse();
        users.Authenticate("guest", "new", false).ShouldBeTrue();
    }
}
