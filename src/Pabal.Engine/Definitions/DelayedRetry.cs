namespace Pabal.Engine.Definitions;

/// <summary>Which messages wait for a while when they come back to their queue (x-delayed-retry-type).</summary>
public enum DelayedRetry
{
    /// <summary>None.</summary>
    Disabled,

    /// <summary>All.</summary>
    All,

    /// <summary>Those that their consumer has rejected, or lost.</summary>
    Failed,

    /// <summary>Those that their consumer has only given back.</summary>
    Returned,
}
