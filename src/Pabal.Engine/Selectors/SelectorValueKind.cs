namespace Pabal.Engine.Selectors;

/// <summary>What kind of value an expression has for one message. Only like kinds compare; both kinds of number are alike.</summary>
internal enum SelectorValueKind
{
    /// <summary>The message doesn't have it.</summary>
    Null,

    Boolean,

    Integer,

    Float,

    Text,

    /// <summary>An array or a table: it is there, and equals nothing.</summary>
    Other,
}
