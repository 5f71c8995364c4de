using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>What a message costs on the way in and out: no allocation.</summary>
public class AllocationTests
{
    [Fact]
    public void PublishDeliverAndAck_CodedAHundredTimes_AllocateNothing()
    {
        var frames = new byte[256];
        var envelope = MessageEnvelope.Encode("ex", "k");
        Code(frames, envelope);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            Code(frames, envelope);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void Code(Span<byte> frames, ReadOnlySpan<byte> envelope)
    {
        var length = MethodFrame.Write(frames, 1, new BasicPublish(envelope, false, false));
        FrameHeader.TryRead(frames, out _);
        BasicPublish.TryRead(frames[11..(length - 1)], out var publish);
        length = MethodFrame.Write(frames, 1, new BasicDeliver("ctag"u8, 1, false, publish.Envelope));
        length += new ContentHeader(2, [0x10, 0, 2]).WriteFrame(frames[length..], 1);
        BodyFrame.Write(frames[length..], 1, "hi"u8);
        length = MethodFrame.Write(frames, 1, new BasicAck(1, true));
        MethodFrame.ReadArguments<BasicAck>(frames[11..(length - 1)]);
    }
}
