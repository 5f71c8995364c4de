using System.Globalization;

namespace Mailroom.Messaging;

/// <summary>
/// The waits between attempts, each twice to many times as long as the one before. Every wait has a queue in the broker whose messages
/// expire after it, back to the bots: that works with every version of RabbitMQ.
/// </summary>
/// <param name="Waits">The first one first; as many as there are attempts after the first.</param>
public sealed record RetryLadder(IReadOnlyList<TimeSpan> Waits)
{
    internal const string Prefix = "mailroom.retry.";

    /// <summary>Attempts in all.</summary>
    public int MaxAttempts => Waits.Count + 1;

    /// <summary>Exponential back-off.</summary>
    /// <param name="maxAttempts">In all, from 1.</param>
    /// <param name="first">The first wait.</param>
    /// <param name="factor">How much longer each wait is than the one before, from 1.</param>
    /// <param name="longest">No wait is longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument makes no sense.</exception>
    public static RetryLadder Exponential(int maxAttempts, TimeSpan first, double factor, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxAttempts, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, first);
        var waits = new List<TimeSpan>(maxAttempts - 1);
        var wait = first.TotalMilliseconds;
        while (waits.Count < maxAttempts - 1)
        {
            waits.Add(TimeSpan.FromMilliseconds(Math.Round(Math.Min(wait, longest.TotalMilliseconds))));
            wait *= factor;
        }
        return new RetryLadder(waits);
    }

    /// <summary>The wait after an attempt that failed.</summary>
    /// <param name="attempt">From 1, counted from the first attempt of this ladder.</param>
    /// <returns>Null when it was the last one.</returns>
    public TimeSpan? WaitAfter(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        return attempt <= Waits.Count ? Waits[attempt - 1] : null;
    }

    internal static string QueueFor(TimeSpan wait) => Prefix + Milliseconds(wait).ToString(CultureInfo.InvariantCulture);

    internal static long Milliseconds(TimeSpan wait) => (long)wait.TotalMilliseconds;
}
