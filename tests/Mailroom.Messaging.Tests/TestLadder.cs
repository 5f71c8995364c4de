namespace Mailroom.Messaging.Tests;

internal static class TestLadder
{
    /// <summary>Waits of 100 and 200 ms.</summary>
    public static RetryLadder Short { get; } =
        RetryLadder.Exponential(3, TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(1));
}
