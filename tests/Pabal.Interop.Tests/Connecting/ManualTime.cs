namespace Pabal.Interop.Tests.Connecting;

/// <summary>A clock that goes forward when told to, and then calls the timers that are due.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private long now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), period);
        lock (gate)
            timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass, a period of each timer at a time.</summary>
    public void Advance(TimeSpan time, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Interlocked.Add(ref now, step.Ticks);
            ManualTimer[] all;
            lock (gate)
                all = [.. timers];
            foreach (var timer in all)
                timer.Call();
        }
    }

    private sealed class ManualTimer(ManualTime owner, Action call, TimeSpan period) : ITimer
    {
        public void Call()
        {
            if (period > TimeSpan.Zero)
                call();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (owner.gate)
                owner.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
