using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Pabal.Storage;

/// <summary>Lets one thread wait for others. Setting it twice ends one wait.</summary>
/// <remarks>
/// The event is never disposed of, since an append may still be about to set it when the log has been closed. It is touched
/// only when the thread really waits: during a commit, which is when most is appended, setting costs one exchange.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The event outlives the log, as said above.")]
internal sealed class LogSignal
{
    private const int Idle = 0;
    private const int IsSet = 1;
    private const int Awaited = 2;

    // Who waits for a confirm mostly sends the next message within this time, and to sleep and be woken takes as long. It is
    // spun away once per commit at most, so an idle log costs nothing.
    private const int SpinUs = 60;
    private const int SpinsPerLook = 20;

    // A monitor's wait and pulse take three times as long to wake a thread, and every commit of a lone publisher waits for it.
    private readonly AutoResetEvent wake = new(initialState: false);
    private int state;

    public void Set()
    {
        if (Interlocked.Exchange(ref state, IsSet) == Awaited)
            wake.Set();
    }

    /// <summary>Called by the one thread that waits.</summary>
    public void Wait()
    {
        if (Environment.ProcessorCount > 1)
            Spin();
        if (Interlocked.CompareExchange(ref state, Awaited, Idle) == Idle)
            wake.WaitOne();
        // Before the caller looks for work: what is set from here on is for the next wait.
        Interlocked.Exchange(ref state, Idle);
    }

    private void Spin()
    {
        var started = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref state) != IsSet && Stopwatch.GetElapsedTime(started).TotalMicroseconds < SpinUs)
            Thread.SpinWait(SpinsPerLook);
    }
}
