namespace Pabal.Engine.Selectors;

/// <summary>What an expression can be, as far as the text of the selector tells.</summary>
internal enum SelectorType
{
    /// <summary>An identifier: each message may have something else there.</summary>
    Any,

    Boolean,

    Number,

    Text,
}
