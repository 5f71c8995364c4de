using System.Globalization;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>Cuts the octets of a connection into frames. Owned by its read loop.</summary>
/// <remarks>
/// Body frames are passed on as they arrive, others when they are complete, so that what has to be kept between reads is
/// less than the longest method or header frame.
/// </remarks>
internal sealed class FrameProcessor(AmqpConnection connection, FrameDispatcher dispatcher)
{
    private readonly HeldFrames held = new(connection, dispatcher);
    private FrameHeader partialBody;
    private int partialLeft = -1;

    /// <summary>True when a complete frame was left unused, since what its method asks for has to wait.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>True when channels wait until the broker has memory and disk again, and no more can be kept of them.</summary>
    public bool IsFull => held.IsFull;

    /// <summary>Handles what waited for memory and disk, if there is enough.</summary>
    /// <returns>False when it has to go on waiting, for replies.</returns>
    /// <exception cref="AmqpException">A channel or the connection has to be closed; there may be more to handle.</exception>
    public bool TryResume() => held.IsEmpty || connection.ReadGate.LacksResources || held.TryReplay();

    /// <summary>Handles all that is complete.</summary>
    /// <param name="input">What was read; what is left unused is to be presented again, with more behind it.</param>
    /// <param name="used">Octets used, also when an error is thrown: the next call goes on behind the frame at fault.</param>
    /// <exception cref="AmqpException">A channel or the connection has to be closed.</exception>
    public void Process(ReadOnlySpan<byte> input, ref int used)
    {
        IsHeld = !TryResume();
        if (IsHeld)
            return;
        // What begins to lack within a batch shows with the next one.
        var isScarce = !held.IsEmpty || connection.ReadGate.LacksResources;
        if (partialLeft >= 0 && !ContinueBody(input, ref used))
            return;
        while (FrameHeader.TryRead(input[used..], out var header))
        {
            if (header.PayloadLength > (uint)connection.MaxFramePayload)
                throw TooLarge(header);
            var length = (int)header.PayloadLength + Frame.Overhead;
            var from = used + Frame.HeaderLength;
            if (input.Length - used < length)
            {
                if (header.Type != FrameType.Body || !connection.IsOpen || (isScarce && held.Has(header.Channel)))
                    return;
                used = from;
                partialBody = header;
                partialLeft = (int)header.PayloadLength;
                ContinueBody(input, ref used);
                return;
            }
            if (input[used + length - 1] != Frame.End)
                throw BadEnd(header, input.Slice(from, length - Frame.Overhead), input[used + length - 1]);
            var payload = input.Slice(from, length - Frame.Overhead);
            if (isScarce && TryHold(header, payload, input.Slice(used, length)))
            {
                if (IsHeld)
                    return;
                used += length;
                continue;
            }
            IsHeld = dispatcher.MustWait(header, payload);
            if (IsHeld)
                return;
            used += length;
            dispatcher.Dispatch(header, payload);
        }
    }

    /// <returns>True when the frame was kept for later, or has to be presented again.</returns>
    private bool TryHold(in FrameHeader header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> frame)
    {
        var method = FrameDispatcher.MethodOf(header, payload);
        // Whoever ends the connection in good order has published what came before.
        if (method == AmqpMethodId.ConnectionClose)
            held.TryReplay(isEnding: true);
        if (!held.MustHold(header, method))
            return false;
        IsHeld = !held.TryHold(header, frame);
        return true;
    }

    /// <returns>True when the frame has ended.</returns>
    private bool ContinueBody(ReadOnlySpan<byte> input, ref int used)
    {
        var rest = input[used..];
        if (rest.Length <= partialLeft)
        {
            // The last octet waits for the frame's end: a message must not be complete before its frame is.
            var part = rest[..Math.Min(rest.Length, Math.Max(partialLeft - 1, 0))];
            used += part.Length;
            partialLeft -= part.Length;
            if (!part.IsEmpty)
                dispatcher.OnBody(partialBody.Channel, part);
            return false;
        }
        var payload = rest[..partialLeft];
        var end = rest[partialLeft];
        used += payload.Length + Frame.EndLength;
        partialLeft = -1;
        if (end != Frame.End)
            throw BadEnd(partialBody, [], end);
        dispatcher.OnBody(partialBody.Channel, payload);
        return true;
    }

    private static AmqpException BadEnd(in FrameHeader header, ReadOnlySpan<byte> payload, byte found) => AmqpException.OfFrame(
        ReplyCode.FrameError,
        string.Create(
            CultureInfo.InvariantCulture, $"{FrameText.Frame(header.Type, payload)}: {{invalid_frame_end_marker,{found}}}"));

    private AmqpException TooLarge(in FrameHeader header) => AmqpException.OfFrame(
        ReplyCode.FrameError,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{FrameText.Frame(header.Type, [])}: {{frame_too_large,{header.PayloadLength},{connection.MaxFramePayload}}}"));
}
