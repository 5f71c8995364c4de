namespace Mailroom.Api.Tests;

/// <summary>The system's clock, put forward. Timers run as they always do.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ticks));

    public void Move(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
