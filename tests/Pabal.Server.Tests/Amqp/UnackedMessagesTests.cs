using Pabal.Engine;
using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Server.Amqp;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

public class UnackedMessagesTests
{
    private readonly UnackedMessages unacked = new();
    private readonly Queue queue;

    public UnackedMessagesTests()
    {
        new Broker(long.MaxValue).TryGetVirtualHost("/", out var virtualHost).ShouldBeTrue();
        queue = virtualHost.DeclareQueue(new QueueDefinition("q", false, false, false, FieldTable.Empty), this);
    }

    [Fact]
    public void Add_ToNewRing_IsFound()
    {
        Add(1);

        unacked.Contains(1).ShouldBeTrue();
        unacked.Contains(2).ShouldBeFalse();
        unacked.Count.ShouldBe(1);
    }

    [Fact]
    public void TryRemove_AtRandom_AgreesWithASortedSet()
    {
        var random = new Random(20_311);
        var model = new SortedSet<ulong>();
        ulong tag = 0;
        for (var step = 0; step < 50_000; step++)
        {
            // The backlog swings between a few and several hundred, so that the ring wraps, grows and is packed.
            var adds = step / 1000 % 2 == 0 ? 6 : 3;
            if (random.Next(10) < adds)
            {
                Add(++tag);
                model.Add(tag);
            }
            else if (random.Next(4) == 0)
            {
                var bound = model.Count == 0 ? tag : model.Min + (ulong)random.Next(3);
                var expected = model.Count > 0 && model.Min <= bound;
                unacked.TryRemoveOldest(bound, out var oldest).ShouldBe(expected);
                if (expected)
                    oldest.Tag.ShouldBe(model.Min);
                model.Remove(oldest.Tag);
            }
            else
            {
                var one = (ulong)random.NextInt64((long)tag + 2);
                unacked.TryRemove(one, out var removed).ShouldBe(model.Remove(one));
                if (removed.Message.Queue is not null)
                    removed.Message.Sequence.ShouldBe(one);
            }
            unacked.Count.ShouldBe(model.Count);
        }
        foreach (var expected in model)
        {
            unacked.TryRemoveOldest(ulong.MaxValue, out var next).ShouldBeTrue();
            next.Tag.ShouldBe(expected);
        }
    }

    private void Add(ulong tag) => unacked.Add(new UnackedMessage(tag, null, new Settlement(queue, tag, default)));
}
