using System.Diagnostics;

namespace Mailroom.Web.Tests;

/// <summary>Waiting for what comes true by itself.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> isTrue)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            if (Stopwatch.GetElapsedTime(began) > Deadline)
                throw new TimeoutException("It did not come true in time.");
            await Task.Delay(20);
        }
    }
}
