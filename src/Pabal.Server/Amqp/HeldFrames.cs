using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>
/// The frames of channels that have begun to publish while the broker is short of memory or disk. They wait, in order, until
/// it has enough; what comes on other channels is handled meanwhile.
/// </summary>
/// <remarks>
/// Owned by the connection's processing lock. A channel waits as a whole: what it sends behind a publish, an acknowledgement
/// too, may not overtake it. At the bound the connection is not read from.
/// </remarks>
internal sealed class HeldFrames(AmqpConnection connection, FrameDispatcher dispatcher)
{
    private const int Limit = 256 * 1024;
    private const int InitialLength = 4096;

    private readonly HashSet<ushort> channels = [];
    private byte[] frames = [];
    private int from;
    private int to;
    private volatile bool isFull;

    public bool IsEmpty => channels.Count == 0;

    /// <summary>True when the next frame of a channel that waits didn't fit. Needs no lock.</summary>
    public bool IsFull => isFull;

    /// <summary>Whether a channel waits.</summary>
    public bool Has(ushort channel) => channels.Contains(channel);

    /// <summary>Whether a frame has to wait: it is of a channel that waits, or begins a publish.</summary>
    public bool MustHold(in FrameHeader header, AmqpMethodId method)
    {
        if (header.Channel == 0 || !connection.IsOpen)
            return false;
        return Has(header.Channel) || (method == AmqpMethodId.BasicPublish && dispatcher.MustHoldPublish(header.Channel));
    }

    /// <summary>Keeps a frame for later.</summary>
    /// <returns>False when there is no room for it.</returns>
    public bool TryHold(in FrameHeader header, ReadOnlySpan<byte> frame)
    {
        if (to - from + frame.Length > Limit)
        {
            isFull = true;
            return false;
        }
        if (frames.Length - to < frame.Length)
            MakeRoom(frame.Length);
        frame.CopyTo(frames.AsSpan(to));
        to += frame.Length;
        channels.Add(header.Channel);
        isFull = false;
        return true;
    }

    /// <summary>Handles what has waited, as far as it may be.</summary>
    /// <param name="isEnding">The client has ended the connection: nothing waits any longer.</param>
    /// <returns>False when a method has to wait for the replies to those before it.</returns>
    /// <exception cref="AmqpException">A channel or the connection has to be closed; the next call goes on behind the frame.</exception>
    public bool TryReplay(bool isEnding = false)
    {
        while (FrameHeader.TryRead(frames.AsSpan(from, to - from), out var header))
        {
            var length = (int)header.PayloadLength + Frame.Overhead;
            var payload = frames.AsSpan(from + Frame.HeaderLength, (int)header.PayloadLength);
            var isPublish = FrameDispatcher.MethodOf(header, payload) == AmqpMethodId.BasicPublish;
            if (!isEnding && isPublish && connection.ReadGate.LacksResources)
                return true;
            if (!isEnding && dispatcher.MustWait(header, payload))
                return false;
            from += length;
            dispatcher.Dispatch(header, payload);
        }
        Clear();
        return true;
    }

    private void Clear()
    {
        channels.Clear();
        frames = [];
        from = to = 0;
        isFull = false;
    }

    private void MakeRoom(int length)
    {
        var kept = frames.AsSpan(from, to - from);
        var larger = new byte[Math.Max(InitialLength, Math.Max(frames.Length * 2, kept.Length + length))];
        kept.CopyTo(larger);
        frames = larger;
        to -= from;
        from = 0;
    }
}
