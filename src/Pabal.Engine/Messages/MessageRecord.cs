using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pabal.Engine.Messages;

/// <summary>Messages one behind the other, as they stand in the store and in the log.</summary>
internal static class MessageRecord
{
    /// <summary>Octets of the first message.</summary>
    public static int LengthOf(ReadOnlySpan<byte> messages)
    {
        ref readonly var header = ref HeaderOf(messages);
        return header.BodyOffset + header.BodyLength;
    }

    /// <summary>Octets of the first message's body.</summary>
    public static int BodyLengthOf(ReadOnlySpan<byte> messages) => HeaderOf(messages).BodyLength;

    private static ref readonly RecordHeader HeaderOf(ReadOnlySpan<byte> messages) =>
        ref Unsafe.As<byte, RecordHeader>(ref MemoryMarshal.GetReference(messages[..RecordHeader.Size]));
}
