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
}
