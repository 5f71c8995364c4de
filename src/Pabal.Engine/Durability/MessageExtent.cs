using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>
/// Neighbouring messages of one queue, and the stretch of the log that they are in, together with whatever else is there.
/// 64 octets for up to 64 KiB of log, whatever the number of messages.
/// </summary>
/// <remarks>Whatever number from first to end is not settled is that of a message in this stretch.</remarks>
internal struct MessageExtent
{
    /// <summary>An extent grows up to this many octets of log, so that reading it stays one short read.</summary>
    private const int MaxLength = 64 * 1024;

    /// <summary>The sequence number of the first message.</summary>
    public ulong First;

    /// <summary>Behind the sequence number of the last message.</summary>
    public ulong End;

    /// <summary>Where the first record begins.</summary>
    public LogPosition From;

    /// <summary>Octets up to the end of the last record.</summary>
    public int Length;

    /// <summary>Messages that are not settled.</summary>
    public int Live;

    /// <summary>Their octets, which are counted as live in the log's file.</summary>
    public long LiveOctets;

    /// <summary>Octets of the bodies of <see cref="Live"/> messages; a share by count once some are settled.</summary>
    public long BodyOctets;

    /// <summary>How soon one of its messages may expire.</summary>
    public MessageTimes Times;

    public readonly LogPosition To => new(From.Value + Length);

    /// <summary>Takes settled messages off.</summary>
    /// <returns>Their share of the octets.</returns>
    public long Settle(int count)
    {
        var octets = count == Live ? LiveOctets : LiveOctets * count / Live;
        BodyOctets -= BodyOctetsOf(count);
        Live -= count;
        LiveOctets -= octets;
        return octets;
    }

    /// <summary>The share that some of the live messages have in the octets of bodies.</summary>
    public readonly long BodyOctetsOf(int count) => count == Live ? BodyOctets : BodyOctets * count / Live;

    /// <summary>Adds a message behind those that are in it.</summary>
    public void Append(in LoggedMessage message)
    {
        Times = Live == 0 ? message.Times : Times.With(message.Times);
        End++;
        Live++;
        LiveOctets += message.Octets;
        BodyOctets += message.BodyOctets;
    }

    /// <summary>Leaves out the messages before a number in it, none of which is settled yet.</summary>
    public void TrimBefore(ulong number)
    {
        Settle((int)(number - First));
        First = number;
    }

    /// <summary>Takes the neighbour in, when it lies near enough.</summary>
    /// <param name="next">Begins at <see cref="End"/> or later; what is between is settled.</param>
    public bool TryMerge(in MessageExtent next)
    {
        if (next.From.File != From.File || next.From < From || next.To.Offset - From.Offset > MaxLength)
            return false;
        Length = (int)(Math.Max(next.To.Value, To.Value) - From.Value);
        End = next.End;
        Times = Times.With(next.Times);
        Live += next.Live;
        LiveOctets += next.LiveOctets;
        BodyOctets += next.BodyOctets;
        return true;
    }
}
