using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Queues;

public class SetAsideTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomSteps_AgreeWithASortedDictionary(int seed)
    {
        var random = new Random(seed);
        var room = new SetAsideRoom();
        var aside = new SetAside(room);
        var model = new SortedDictionary<ulong, int>();
        var gone = new List<ulong>();
        for (var (i, next) = (0, 0ul); i < 5000; i++)
        {
            var removes = random.Next(10) < (i / 500 % 2 == 0 ? 3 : 7);
            if (!removes)
                Add(gone.Count > 0 && random.Next(4) == 0 ? TakeAny(gone, random) : next++, length: 1 + random.Next(9));
            else if (aside.TryFind((ulong)random.NextInt64((long)next + 1), out var place))
                Remove(place);

            aside.Count.ShouldBe(model.Count);
            var from = (ulong)random.NextInt64((long)next + 2);
            var expected = model.Where(pair => pair.Key >= from).Select(pair => (ulong?)pair.Key).FirstOrDefault();
            (aside.TryFind(from, out var found) ? SequenceAt(found) : (ulong?)null).ShouldBe(expected);
        }
        while (aside.TryRemoveFirst(out var entry, out var sequence))
        {
            (sequence, entry.Length).ShouldBe((model.First().Key, model.First().Value));
            model.Remove(sequence);
        }
        model.ShouldBeEmpty();

        void Add(ulong sequence, int length)
        {
            aside.Add(sequence, new QueueEntry(default, length));
            model.Add(sequence, length);
        }

        void Remove(int place)
        {
            gone.Add(SequenceAt(place));
            model.Remove(gone[^1]).ShouldBeTrue();
            aside.RemoveAt(place);
        }

        ulong SequenceAt(int place)
        {
            aside.Get(place, out var sequence);
            return sequence;
        }
    }

    [Fact]
    public void Room_FullByOctets_IsNotFullOnceTheyLeave()
    {
        var room = new SetAsideRoom();
        var aside = new SetAside(room);
        aside.Add(1, new QueueEntry(default, (int)SetAsideRoom.MaxOctets - 1));
        room.IsFull.ShouldBeFalse();
        aside.Add(2, new QueueEntry(default, 1));
        room.IsFull.ShouldBeTrue();

        aside.TryRemoveFirst(out _, out _);

        room.IsFull.ShouldBeFalse();
    }

    private static ulong TakeAny(List<ulong> numbers, Random random)
    {
        var at = random.Next(numbers.Count);
        var taken = numbers[at];
        numbers.RemoveAt(at);
        return taken;
    }
}
