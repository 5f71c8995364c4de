using System.Globalization;
using System.Text;
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
    private readonly string prefix;

    /// <exception cref="RegexParseException">It is not a regular expression.</exception>
    public NamePattern(string text)
    {
        Text = text;
        prefix = PrefixOf(text);
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
        // Of many policies most have another prefix: asking them all costs little by that.
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        try
        {
            return expression.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>What every name begins with that matches; empty where the pattern doesn't make that plain.</summary>
    internal static string PrefixOf(string pattern)
    {
        var plain = new StringBuilder();
        if (!pattern.StartsWith('^') || pattern.Contains('|', StringComparison.Ordinal))
            return "";
        for (var i = 1; i < pattern.Length; i++)
        {
            var isEscaped = pattern[i] == '\\' && i + 1 < pattern.Length && pattern[i + 1] is ('.' or '-');
            if (!isEscaped && !char.IsAsciiLetterOrDigit(pattern[i]) && pattern[i] is not ('_' or '-' or '/' or ':'))
                break;
            i += isEscaped ? 1 : 0;
            // It may be there any number of times, also none.
            if (i + 1 < pattern.Length && pattern[i + 1] is ('*' or '?' or '{'))
                break;
            plain.Append(pattern[i]);
        }
        return plain.ToString();
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
