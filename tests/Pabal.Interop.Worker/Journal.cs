using System.Diagnostics;

namespace Pabal.Interop.Worker;

/// <summary>Tells on standard output what happens and when, in ticks of the machine's monotonic clock.</summary>
internal static class Journal
{
    public static void Write(string what, string message = "-", bool redelivered = false) =>
        Console.Out.WriteLine($"{Stopwatch.GetTimestamp()} {what} {message} {redelivered}");
}
