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
        ready.Append(Entries(0, 5000));
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
                ready.Append(Entries(appended, step));
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
