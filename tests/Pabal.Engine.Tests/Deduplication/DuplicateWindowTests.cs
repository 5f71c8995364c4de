using System.Diagnostics;
using Pabal.Engine.Deduplication;

namespace Pabal.Engine.Tests.Deduplication;

/// <summary>Which keys are remembered, also where some were taken back.</summary>
public class DuplicateWindowTests
{
    [Fact]
    public void Remove_FromAMillionKeys_TakesNoWalkThroughThem()
    {
        const int Many = 1_000_000;
        var window = Window(2 * Many, 1000);
        for (var i = 0; i < Many; i++)
            window.TryAdd(Key(i), 0);
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < 10_000; i++)
        {
            window.TryAdd(Key(-1), 0).ShouldBeTrue();
            window.Remove(Key(-1));
        }

        // A walk for each took a hundred seconds.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        window.Count.ShouldBe(Many);
    }

    [Fact]
    public void TryAdd_OfAKeyThatWasTakenBack_RemembersItFromThenOn()
    {
        var window = Window(10, 1000);
        window.TryAdd(Key(1), 0);
        window.Remove(Key(1));

        window.TryAdd(Key(1), 600).ShouldBeTrue();

        // What came at 0 is too old, but it is not what is remembered.
        window.TryAdd(Key(1), 1100).ShouldBeFalse();
        window.TryAdd(Key(1), 1600).ShouldBeTrue();
    }

    [Fact]
    public void TryAdd_BeyondTheCount_ForgetsTheOldestThatIsRemembered()
    {
        var window = Window(2, 1000);
        window.TryAdd(Key(1), 0);
        window.Remove(Key(1));
        window.TryAdd(Key(2), 0);
        window.TryAdd(Key(3), 0);

        window.TryAdd(Key(2), 0).ShouldBeFalse();
        window.TryAdd(Key(4), 0).ShouldBeTrue();

        window.TryAdd(Key(3), 0).ShouldBeFalse();
        window.TryAdd(Key(2), 0).ShouldBeTrue();
    }

    [Fact]
    public void Window_AfterAnySteps_IsAsOneThatWalks()
    {
        var random = new Random(1);
        var window = Window(20, 100);
        var model = new List<(int Key, long AtMs)>();
        for (var nowMs = 0L; nowMs < 100_000; nowMs += random.Next(10))
        {
            var key = random.Next(40);
            model.RemoveAll(one => one.AtMs <= nowMs - 100);
            var isKnown = model.Exists(one => one.Key == key);
            if (!isKnown && model.Count == 20)
                model.RemoveAt(0);

            window.TryAdd(Key(key), nowMs).ShouldBe(!isKnown);
            if (!isKnown)
                model.Add((key, nowMs));
            if (!isKnown && random.Next(3) > 0)
            {
                window.Remove(Key(key));
                model.RemoveAt(model.Count - 1);
            }
            window.Count.ShouldBe(model.Count);
        }
    }

    private static DuplicateWindow Window(int count, long ageMs) => new(new DeduplicationSettings(null, count, ageMs), 0, new Lock());

    private static MessageKey Key(int number) => new((ulong)number, 0);
}
