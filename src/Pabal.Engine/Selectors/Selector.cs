using Pabal.Engine.Messages;

namespace Pabal.Engine.Selectors;

/// <summary>A condition on messages in the part of SQL-92 that JMS uses (JMS 2.0 §3.8.1). Immutable; any thread may use it.</summary>
/// <remarks>
/// Its logic has three values: what is compared with an absent header is unknown, and only what is true is selected. Values
/// are compared where they lie encoded in the message, without allocating.
/// </remarks>
public sealed class Selector
{
    /// <summary>The longest text that is accepted, in characters.</summary>
    public const int MaxLength = 32 * 1024;

    private readonly SelectorExpression condition;

    private Selector(string text, SelectorExpression condition)
    {
        Text = text;
        this.condition = condition;
    }

    /// <summary>The text it was parsed from.</summary>
    public string Text { get; }

    /// <summary>Reads a selector. An empty text is none: whether that selects all or nothing is for the caller to say.</summary>
    /// <exception cref="SelectorException">The text is not a selector.</exception>
    public static Selector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw new SelectorException(MaxLength, $"a selector has at most {MaxLength} characters; this one goes on");
        return new Selector(text, new SelectorParser(text).Parse());
    }

    /// <summary>Whether the selector is true of a message; false also where that is unknown.</summary>
    public bool Matches(scoped in SelectorContext message) => condition.Test(message) == true;

    /// <summary>Whether the selector is true of a stored message; false also where that is unknown.</summary>
    public bool Matches(scoped in StoredMessage message, bool redelivered) =>
        Matches(new SelectorContext(message.Properties, redelivered));

    public override string ToString() => Text;
}
