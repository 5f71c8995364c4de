using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Durability;

public class LoadedMessagesTests
{
    [Fact]
    public void MoveTo_WithSomeSettledMeanwhile_MovesTheOthersInOrder()
    {
        var loaded = new LoadedMessages();
        for (var number = 0UL; number < 6; number++)
            loaded.Add(number, default(QueueEntry));
        var settled = new SettledMessages();
        settled.Settle(0, 2);
        settled.Settle(3, 4);
        var ready = new ReadyMessages();

        loaded.MoveTo(ready, settled).ShouldBe(3);

        loaded.Count.ShouldBe(3);
        ready.Count.ShouldBe(3);
        ready.HeadSequence.ShouldBe(2u);
        ready.Advance(1);
        ready.HeadSequence.ShouldBe(4u);
    }

    [Fact]
    public void Add_InAnotherOrder_KeepsThemByNumber()
    {
        var loaded = new LoadedMessages();
        foreach (var number in new ulong[] { 10, 13, 14, 11, 12, 9 })
            loaded.Add(number, default(QueueEntry));
        var ready = new ReadyMessages();

        loaded.Has(8).ShouldBeFalse();
        loaded.Has(12).ShouldBeTrue();
        loaded.Has(15).ShouldBeFalse();
        loaded.MoveTo(ready, new SettledMessages()).ShouldBe(6);
        for (var number = 9UL; number < 15; number++)
        {
            ready.HeadSequence.ShouldBe(number);
            ready.Advance(1);
        }
    }
}
