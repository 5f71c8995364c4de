using System.Diagnostics;
using Pabal.Engine.Security;

namespace Pabal.Engine.Tests.Security;

public class AccessPatternTests
{
    [Theory]
    [InlineData(".*", "anything", true)]
    [InlineData(".*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("^$", "a", false)]
    [InlineData("app", "my-app-queue", true)]
    [InlineData("^app", "my-app-queue", false)]
    [InlineData("^app-.*$", "app-queue", true)]
    [InlineData("^(a|b)$", "b", true)]
    [InlineData("^(a|b)$", "ab", false)]
    [InlineData("^(?!admin)", "admin-queue", false)]
    [InlineData("^(?!admin)", "queue", true)]
    [InlineData("APP", "app", false)]
    public void Matches_AsRabbitMQDoes(string pattern, string name, bool expected) =>
        new AccessPattern(pattern).Matches(name).ShouldBe(expected);

    // Both take exponential time where matching goes back.
    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(?!x)(a+)+$")]
    public void Matches_WithAPatternThatExplodes_EndsSoon(string pattern)
    {
        var started = Stopwatch.GetTimestamp();

        new AccessPattern(pattern).Matches($"{new string('a', 200)}!").ShouldBeFalse();

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Pattern_ThatIsNone_IsRefusedWithTheReason() =>
        Should.Throw<AdministrationException>(() => new AccessPattern("(")).Message.ShouldContain("'(' is no regular expression");
}
