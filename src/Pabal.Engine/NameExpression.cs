using System.Text.RegularExpressions;

namespace Pabal.Engine;

/// <summary>A regular expression for names, which matches anywhere in a name, as RabbitMQ's do.</summary>
/// <remarks>
/// Matching takes time in proportion to the name's length, however long that is on a busy machine. Only look-around and
/// back-references, which some files of definitions have, need the engine that may take for ever; that one gives up.
/// </remarks>
internal sealed class NameExpression
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;
    private readonly Regex regex;

    /// <param name="pattern">The expression.</param>
    /// <param name="patience">How long a match may take whose time has no bound.</param>
    /// <exception cref="RegexParseException">It is not a regular expression.</exception>
    public NameExpression(string pattern, TimeSpan patience)
    {
        try
        {
            regex = new Regex(pattern, Options | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            regex = new Regex(pattern, Options, patience);
        }
    }

    /// <summary>Whether it matches; no when that can't be found out in time.</summary>
    public bool IsMatch(string name)
    {
        try
        {
            return regex.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
