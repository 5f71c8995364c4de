using System.Globalization;
using System.Text.RegularExpressions;

namespace Pabal.Engine.Policies;

/// <summary>A regular expression for names, which matches anywhere in a name, as RabbitMQ's do.</summary>
/// <remarks>
/// It takes time in proportion to the name's length. Only look-around and back-references, which some files of definitions
/// have, need the other engine; that one gives up after a while, and then the name doesn't match.
/// </remarks>
public sealed class NamePattern
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(50);

    private readonly Regex expression;

    /// <exception cref="RegexParseException">It is not a regular expression.</exception>
    public NamePattern(string text)
    {
        Text = text;
        try
        {
            expression = new Regex(text, Options | RegexOptions.NonBacktracking, Timeout);
        }
        catch (NotSupportedException)
        {
            expression = new Regex(text, Options, Timeout);
        }
    }

    public string Text { get; }

    public bool IsMatch(string name)
    {
        try
        {
            return expression.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a pattern, in RabbitMQ's words where both have the same.</summary>
    internal static string Describe(RegexParseException exception)
    {
        var reason = exception.Error switch
        {
            RegexParseError.InsufficientClosingParentheses => "missing )",
            RegexParseError.InsufficientOpeningParentheses => "unmatched parentheses",
            RegexParseError.UnterminatedBracket => "missing terminating ] for character class",
            RegexParseError.QuantifierAfterNothing => "nothing to repeat",
            RegexParseError.UnescapedEndingBackslash => "\\ at end of pattern",
            RegexParseError.ReversedCharacterRange => "range out of order in character class",
            RegexParseError.ReversedQuantifierRange => "numbers out of order in {} quantifier",
            _ => exception.Error.ToString(),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{{\"{reason}\",{exception.Offset}}}");
    }
}
