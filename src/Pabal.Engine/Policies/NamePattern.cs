using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pabal.Engine.Policies;

/// <summary>The names that a policy is for: those that its regular expression matches.</summary>
public sealed class NamePattern
{
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(50);

    private readonly NameExpression expression;
    private readonly string prefix;

    /// <exception cref="RegexParseException">It is not a regular expression.</exception>
    public NamePattern(string text)
    {
        Text = text;
        prefix = PrefixOf(text);
        expression = new NameExpression(text, patience);
    }

    public string Text { get; }

    // Of many policies most have another prefix: asking them all costs little by that.
    public bool IsMatch(string name) => name.StartsWith(prefix, StringComparison.Ordinal) && expression.IsMatch(name);

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
