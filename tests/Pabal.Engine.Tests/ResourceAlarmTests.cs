namespace Pabal.Engine.Tests;

public class ResourceAlarmTests
{
    private readonly ResourceAlarm alarm = new();

    [Fact]
    public async Task WhenCleared_CompletesWhenNothingIsScarceAnyMore()
    {
        alarm.WhenCleared().IsCompleted.ShouldBeTrue();
        alarm.Set(ScarceResources.Memory, isScarce: true);
        var cleared = alarm.WhenCleared();
        alarm.Set(ScarceResources.Disk, isScarce: true);
        alarm.Scarce.ShouldBe(ScarceResources.Memory | ScarceResources.Disk);
        alarm.Set(ScarceResources.Memory, isScarce: false);

        alarm.IsRaised.ShouldBeTrue();
        cleared.IsCompleted.ShouldBeFalse();
        alarm.Set(ScarceResources.Disk, isScarce: false);

        await cleared.WaitAsync(TimeSpan.FromSeconds(10));
        alarm.IsRaised.ShouldBeFalse();
        alarm.WhenCleared().IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Changed_IsToldOutsideTheCallersThread()
    {
        var told = new TaskCompletionSource<int>();
        alarm.Changed += (_, _) => told.TrySetResult(Environment.CurrentManagedThreadId);
        var thread = new Thread(() => alarm.Set(ScarceResources.Memory, isScarce: true));
        thread.Start();
        thread.Join();

        (await told.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldNotBe(thread.ManagedThreadId);
    }

    [Fact]
    public void Set_FromSeveralThreads_EndsAsTheySay()
    {
        for (var round = 0; round < 300; round++)
        {
            var isScarce = round % 2 == 0;
            Parallel.For(0, 8, _ => alarm.Set(ScarceResources.Memory, isScarce));
            alarm.IsRaised.ShouldBe(isScarce, $"round {round}");
        }
    }

    [Fact]
    public void MemoryWatch_AtTheLimit_RaisesUntilWellBelow()
    {
        var watch = new MemoryWatch(1000, alarm);

        watch.Observe(999);
        alarm.IsRaised.ShouldBeFalse();
        watch.Observe(1000);
        alarm.Scarce.ShouldBe(ScarceResources.Memory);
        watch.Observe(900);
        alarm.IsRaised.ShouldBeTrue();
        watch.Observe(899);
        alarm.IsRaised.ShouldBeFalse();
    }

    [Fact]
    public void DiskWatch_BelowTheLimit_RaisesUntilThereIsAQuarterMore()
    {
        var device = new RoomOnly { AvailableOctets = 1000 };
        var watch = new DiskWatch(device, 1000, alarm);

        watch.Check();
        alarm.IsRaised.ShouldBeFalse();
        device.AvailableOctets = 999;
        watch.Check();
        alarm.Scarce.ShouldBe(ScarceResources.Disk);
        device.AvailableOctets = 1249;
        watch.Check();
        alarm.IsRaised.ShouldBeTrue();
        device.AvailableOctets = 1250;
        watch.Check();
        alarm.IsRaised.ShouldBeFalse();
    }

    [Fact]
    public void DiskWatch_OfADeviceThatCannotTell_StaysAsItWas()
    {
        var device = new RoomOnly { AvailableOctets = 1 };
        var watch = new DiskWatch(device, 1000, alarm);
        watch.Check();
        device.AvailableOctets = null;

        watch.Check();

        alarm.IsRaised.ShouldBeTrue();
    }
}
