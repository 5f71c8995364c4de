namespace Pabal.Engine.Selectors;

/// <summary>A word, literal or sign of a selector.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it begins, in characters.</param>
/// <param name="Text">The name, or the value of a text literal.</param>
/// <param name="Integer">The value of an integer literal, whose sign is a token of its own: up to 2^63.</param>
/// <param name="Float">The value of a floating-point literal.</param>
internal readonly record struct SelectorToken(
    SelectorTokenKind Kind, int Position, string Text = "", ulong Integer = 0, double Float = 0);
