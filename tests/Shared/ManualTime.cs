namespace Pabal.Tests;

/// <summary>A clock that stands until a test moves it; timers fire on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];

    // Certificates that tests make are valid now.
    private long nowMs = System.GetUtcNow().ToUnixTimeSeconds() * 1000;

    public long NowMs => GetTimestamp();

    /// <summary>How many timers have a due time ahead.</summary>
    public int Armed => Present().Count(timer => timer.DueMs < long.MaxValue);

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => Volatile.Read(ref nowMs);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref nowMs));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate)
            timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock by a time of whole milliseconds.</summary>
    public void Advance(TimeSpan time) => Advance((long)time.TotalMilliseconds);

    /// <summary>Moves the clock from one time at which something is due to the next.</summary>
    public void Advance(long milliseconds)
    {
        for (var end = nowMs + milliseconds; ;)
        {
            var next = end;
            foreach (var timer in Present())
                next = Math.Min(next, Math.Max(timer.DueMs, nowMs));
            Volatile.Write(ref nowMs, next);
            var fired = false;
            foreach (var timer in Present())
                fired |= timer.FireIfDue();
            if (next == end && !fired)
                return;
        }
    }

    private ManualTimer[] Present()
    {
        lock (gate)
            return [.. timers];
    }

    private void Remove(ManualTimer timer)
    {
        lock (gate)
            timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan period;
        private long dueMs = long.MaxValue;

        public long DueMs => Volatile.Read(ref dueMs);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Volatile.Write(ref dueMs, dueTime < TimeSpan.Zero ? long.MaxValue : time.GetTimestamp() + (long)dueTime.TotalMilliseconds);
            return true;
        }

        public bool FireIfDue()
        {
            if (DueMs > time.GetTimestamp())
                return false;
            Volatile.Write(ref dueMs, period <= TimeSpan.Zero ? long.MaxValue : dueMs + (long)period.TotalMilliseconds);
            callback();
            return true;
        }

        public void Dispose() => time.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
