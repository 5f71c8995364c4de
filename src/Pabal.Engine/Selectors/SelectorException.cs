namespace Pabal.Engine.Selectors;

/// <summary>A selector that can't be understood.</summary>
public sealed class SelectorException : Exception
{
    internal SelectorException(int position, string reason)
        : base($"{reason} at position {position}")
    {
        Position = position;
        Reason = reason;
    }

    /// <summary>Where, counted in characters from 0.</summary>
    public int Position { get; }

    /// <summary>What is wrong, without the position.</summary>
    public string Reason { get; }
}
