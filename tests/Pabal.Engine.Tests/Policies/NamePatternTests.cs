using System.Text.RegularExpressions;
using Pabal.Engine.Policies;

namespace Pabal.Engine.Tests.Policies;

/// <summary>Which names a pattern matches: those that its regular expression matches.</summary>
public class NamePatternTests
{
    private static readonly string[] names = ["", "a", "ab", "abc", "a.b", "a.bc", "axb", "b", "ba", "a-b", "aab", "amq.topic", "A.B", "a\\b"];

    [Theory]
    [InlineData("")]
    [InlineData(".*")]
    [InlineData("^")]
    [InlineData("^a")]
    [InlineData("a")]
    [InlineData("^a\\.b")]
    [InlineData("^a\\.b?")]
    [InlineData("^ab*")]
    [InlineData("^ab?c")]
    [InlineData("^ab{0}")]
    [InlineData("^ab+")]
    [InlineData("^a|b")]
    [InlineData("^(a|b)")]
    [InlineData("^a.b$")]
    [InlineData("(?i)^a")]
    [InlineData("^(?i)a")]
    [InlineData("^a-b")]
    [InlineData("^a\\-b")]
    [InlineData("^a\\\\b")]
    [InlineData("^\\w")]
    [InlineData("^[ab]")]
    [InlineData("^(?!amq\\.)")]
    public void IsMatch_OfAnyPattern_IsWhatTheExpressionSays(string pattern)
    {
        var expected = names.Where(name => Regex.IsMatch(name, pattern, RegexOptions.CultureInvariant));

        names.Where(new NamePattern(pattern).IsMatch).ShouldBe(expected);
    }

    [Theory]
    [InlineData("^orders\\.eu", "orders.eu")]
    [InlineData("^orders\\.eu?", "orders.e")]
    [InlineData("^orders\\.?", "orders")]
    [InlineData("^orders.", "orders")]
    [InlineData("^a|b", "")]
    [InlineData("orders", "")]
    public void PrefixOf_APattern_IsWhatIsPlain(string pattern, string expected) => NamePattern.PrefixOf(pattern).ShouldBe(expected);
}
