using System.Diagnostics;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Waits for a condition that another thread brings about.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15), what);
            await Task.Delay(5);
        }
    }
}
