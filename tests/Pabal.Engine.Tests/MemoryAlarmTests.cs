namespace Pabal.Engine.Tests;

public class MemoryAlarmTests
{
    private readonly MemoryAlarm alarm = new(1000);

    [Fact]
    public void Observe_AtTheLimit_RaisesUntilWellBelow()
    {
        alarm.Observe(999);
        alarm.IsRaised.ShouldBeFalse();
        alarm.Observe(1000);
        alarm.IsRaised.ShouldBeTrue();
        alarm.Observe(900);
        alarm.IsRaised.ShouldBeTrue();
        alarm.Observe(899);
        alarm.IsRaised.ShouldBeFalse();
    }

    [Fact]
    public async Task WhenCleared_CompletesWithTheAlarm()
    {
        alarm.WhenCleared().IsCompleted.ShouldBeTrue();
        alarm.Observe(1000);
        var cleared = alarm.WhenCleared();
        alarm.Observe(2000);
        cleared.IsCompleted.ShouldBeFalse();
        alarm.Observe(0);

        await cleared.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Changed_IsToldOutsideTheCallersThread()
    {
        var told = new TaskCompletionSource<int>();
        alarm.Changed += (_, _) => told.TrySetResult(Environment.CurrentManagedThreadId);
        var thread = new Thread(() => alarm.Observe(1000));
        thread.Start();
        thread.Join();

        (await told.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldNotBe(thread.ManagedThreadId);
    }

    [Fact]
    public void Observe_FromSeveralThreads_EndsAsTheValueSays()
    {
        for (var round = 0; round < 300; round++)
        {
            var bytes = round % 2 == 0 ? 5000 : 10;
            Parallel.For(0, 8, _ => alarm.Observe(bytes));
            alarm.IsRaised.ShouldBe(bytes == 5000, $"round {round}");
        }
    }
}
