using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Tests.Queues;

public class ReadyMessagesProperties
{
    [Fact]
    public void AppendAndAdvance_InAnyOrder_AgreeWithAList()
    {
        // Positive: append as many; negative: take off at most as many.
        var steps = Gen.OneOf(Gen.Choose(-40, 40), Gen.Choose(-3000, 2500)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), sample => Agrees([.. sample]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60));
    }

    [Fact]
    public void Peek_OfWhatWasAppendedAtOnce_NeverCrossesABlock()
    {
        var ready = new ReadyMessages();
        ready.Append(0, Entries(0, 5000));
        var runs = new List<int>();
        while (ready.Count > 0)
        {
            runs.Add(ready.Peek().Length);
            ready.Advance(runs[^1]);
        }

        runs.Sum().ShouldBe(5000);
        runs.Count.ShouldBeGreaterThan(4);
        ready.HeadSequence.ShouldBe(5000ul);
    }

    [Fact]
    public void Peek_WhereNumbersAreLeftOut_EndsBeforeThem()
    {
        // Each step leaves some numbers out, appends some, and takes some off.
        var steps = Gen.Zip(Gen.Choose(0, 3), Gen.Zip(Gen.Choose(0, 600), Gen.Choose(0, 900))).ListOf();
        Prop.ForAll(steps.ToArbitrary(), sample => AgreesWithGaps([.. sample]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60));
    }

    private static bool AgreesWithGaps((int Gap, (int Appended, int Taken) Change)[] steps)
    {
        var ready = new ReadyMessages();
        var model = new Queue<ulong>();
        var next = 0UL;
        var octets = 0L;
        foreach (var (gap, (appended, taken)) in steps)
        {
            next += (ulong)gap;
            ready.Append(next, Entries((int)next, appended));
            for (var i = 0; i < appended; i++)
                model.Enqueue(next++);
            octets += appended;
            for (var left = taken; left > 0 && model.Count > 0;)
            {
                var run = ready.Peek();
                if (run.IsEmpty || run.Length > model.Count)
                    return false;
                var count = Math.Min(left, run.Length);
                for (var i = 0; i < count; i++)
                {
                    var number = model.Dequeue();
                    if (ready.HeadSequence + (ulong)i != number || run[i].Position.Value != (long)number)
                        return false;
                }
                ready.Advance(count);
                left -= count;
                octets -= count;
            }
            if (ready.Count != model.Count || ready.Octets != octets)
                return false;
        }
        return true;
    }

    private static bool Agrees(int[] steps)
    {
        var ready = new ReadyMessages();
        var model = new List<long>();
        var appended = 0;
        ulong advanced = 0;
        foreach (var step in steps)
        {
            if (step >= 0)
            {
                ready.Append((ulong)appended, Entries(appended, step));
                model.AddRange(Enumerable.Range(appended, step).Select(i => (long)i));
                appended += step;
            }
            else
            {
                var run = ready.Peek();
                var taken = Math.Min(-step, run.Length);
                for (var i = 0; i < taken; i++)
                {
                    if (run[i].Position.Value != model[i])
                        return false;
                }
                ready.Advance(taken);
                model.RemoveRange(0, taken);
                advanced += (ulong)taken;
            }
            if (ready.Count != model.Count || ready.HeadSequence != advanced || ready.Peek().IsEmpty != (model.Count == 0))
                return false;
        }
        return true;
    }

    private static QueueEntry[] Entries(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new QueueEntry(new SegmentPosition(i), 1))];
}
