using System.Text.RegularExpressions;

namespace Pabal.Engine.Tests;

public class NameExpressionTests
{
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(1);

    // A machine may be so busy that no match is done in any given time; a policy must not miss its queues then.
    [Fact]
    public void IsMatch_ThatTakesLongerThanThePatience_IsStillFoundWhereTimeIsBounded()
    {
        var name = new string('a', 5_000_000) + "b";

        new NameExpression("a*b$", patience).IsMatch(name).ShouldBeTrue();
    }

    [Fact]
    public void IsMatch_WhereTimeIsNotBounded_GivesUp() =>
        new NameExpression("^(?!x)(a+)+$", patience).IsMatch($"{new string('a', 200)}!").ShouldBeFalse();

    [Fact]
    public void Expression_ThatIsNone_IsRefused() =>
        Should.Throw<RegexParseException>(() => new NameExpression("(", patience));
}
