using Pabal.Server.Transport;

namespace Pabal.Server.Tests.Transport;

public class OutboundBufferTests
{
    private const int BlockSize = 64;

    private readonly OutboundBuffer outbound = new(new BlockPool(BlockSize, maxRetained: 4));

    [Fact]
    public void TryTake_ReturnsWhatWasReservedInOrder()
    {
        for (byte i = 1; i <= 20; i++)
            outbound.Reserve(i).Fill(i);
        outbound.Pending.ShouldBe(210);
        outbound.TryBeginSending().ShouldBeTrue();
        var octets = new List<byte>();
        while (outbound.TryTake(out var item))
        {
            octets.AddRange(item.Block.AsSpan(0, item.Length));
            outbound.Sent(item.Length);
        }

        octets.ShouldBe(Enumerable.Range(1, 20).SelectMany(i => Enumerable.Repeat((byte)i, i)));
        outbound.Pending.ShouldBe(0);
        outbound.IsSending.ShouldBeFalse();
    }

    [Fact]
    public void Trim_GivesBackTheEnd()
    {
        outbound.Reserve(10).Fill(1);
        outbound.Trim(4);
        outbound.Reserve(2).Fill(2);
        outbound.TryBeginSending();
        outbound.TryTake(out var item).ShouldBeTrue();

        item.Block.AsSpan(0, item.Length).ToArray().ShouldBe([1, 1, 1, 1, 1, 1, 2, 2]);
        outbound.Pending.ShouldBe(8);
    }

    [Fact]
    public void TryBeginSending_IsForOneOnlyUntilAllIsTaken()
    {
        outbound.TryBeginSending().ShouldBeFalse("nothing to send");
        outbound.Reserve(1);
        outbound.IsFlushPromised = true;
        outbound.TryBeginSending().ShouldBeTrue();
        outbound.IsFlushPromised.ShouldBeFalse();
        outbound.TryBeginSending().ShouldBeFalse("somebody sends");
        outbound.TryTake(out var item).ShouldBeTrue();
        outbound.Reserve(1);
        outbound.Sent(item.Length);
        outbound.TryTake(out item).ShouldBeTrue("what was written meanwhile is found");
        outbound.Sent(item.Length);
        outbound.TryTake(out _).ShouldBeFalse();
        outbound.TryBeginSending().ShouldBeFalse("nothing to send");
    }

    [Fact]
    public void Close_WhileSomebodySends_EndsTheSendingAndDropsTheRest()
    {
        outbound.Reserve(BlockSize);
        outbound.Reserve(BlockSize);
        outbound.TryBeginSending();
        outbound.TryTake(out _).ShouldBeTrue();
        outbound.Close();
        outbound.Close();

        outbound.HasRoom.ShouldBeFalse();
        outbound.Pending.ShouldBe(0);
        outbound.TryTake(out _).ShouldBeFalse();
        outbound.IsSending.ShouldBeFalse();
        outbound.TryBeginSending().ShouldBeFalse();
    }

    [Fact]
    public void HasRoom_EndsAtHighWater()
    {
        while (outbound.Pending < OutboundBuffer.HighWater)
        {
            outbound.HasRoom.ShouldBeTrue();
            outbound.Reserve(BlockSize);
        }

        outbound.HasRoom.ShouldBeFalse();
    }
}
