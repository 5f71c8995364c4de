namespace Pabal.Server.Tests.Amqp;

/// <summary>A clock that stands until a test moves it; timers fire on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private const long FirstTimestamp = 1_000_000;

    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly DateTimeOffset start = System.GetUtcNow();
    private long now = FirstTimestamp;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => Volatile.Read(ref now);

    public override DateTimeOffset GetUtcNow() => start.AddMilliseconds(GetTimestamp() - FirstTimestamp);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate)
            timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock in steps of half a second, so that everything due on the way happens.</summary>
    public void Advance(TimeSpan span)
    {
        for (var left = (long)span.TotalMilliseconds; left > 0; left -= 500)
        {
            Volatile.Write(ref now, now + Math.Min(left, 500));
            ManualTimer[] present;
            lock (gate)
                present = [.. timers];
            foreach (var timer in present)
                timer.FireIfDue();
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (gate)
            timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private long due = long.MaxValue;
        private TimeSpan period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            due = dueTime < TimeSpan.Zero ? long.MaxValue : time.GetTimestamp() + (long)dueTime.TotalMilliseconds;
            return true;
        }

        public void FireIfDue()
        {
            if (due > time.GetTimestamp())
                return;
            due = period <= TimeSpan.Zero ? long.MaxValue : due + (long)period.TotalMilliseconds;
            callback();
        }

        public void Dispose() => time.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
