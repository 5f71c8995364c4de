using System.Text.RegularExpressions;

namespace Pabal.Engine.Security;

/// <summary>A regular expression of a permission. Matching takes time in proportion to the name, or a bounded time.</summary>
internal sealed class AccessPattern
{
    private const int MaxLength = 16 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(20);

    // Null where no engine is needed: making the first one takes longer than starting a broker.
    private readonly NameExpression? expression;
    private readonly bool matchesAll;

    /// <param name="pattern">Unanchored unless it says otherwise; "" means "^$", as in RabbitMQ.</param>
    /// <exception cref="AdministrationException">It is no regular expression.</exception>
    public AccessPattern(string pattern)
    {
        if (pattern.Length > MaxLength)
            throw new AdministrationException($"a regular expression may have {MaxLength} characters");
        matchesAll = pattern is ".*" or "^.*$" or "^.*";
        if (!matchesAll && pattern is not ("" or "^$"))
            expression = Parse(pattern);
    }

    /// <summary>Whether it matches; no when it can't be found out in time.</summary>
    public bool Matches(string name) => expression?.IsMatch(name) ?? (matchesAll || name.Length == 0);

    private static NameExpression Parse(string pattern)
    {
        try
        {
            return new NameExpression(pattern, patience);
        }
        catch (RegexParseException exception)
        {
            throw new AdministrationException($"'{pattern}' is no regular expression: {exception.Message}");
        }
    }
}
