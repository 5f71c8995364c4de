using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pabal.Crash.Ledgers;

/// <summary>A body that tells which message it is, and whose every octet follows from that.</summary>
internal static class MessageBody
{
    //  0        8          12       16
    //  | id     | publisher | length | filler that follows from the id ...
    public const int MinLength = 16;

    public static byte[] Create(Message message)
    {
        var body = new byte[message.Length];
        BinaryPrimitives.WriteInt64LittleEndian(body, message.Id);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), message.Publisher);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(12), message.Length);
        Fill(body.AsSpan(MinLength), message.Id);
        return body;
    }

    public static long ReadId(ReadOnlySpan<byte> body) =>
        body.Length < MinLength ? 0 : BinaryPrimitives.ReadInt64LittleEndian(body);

    public static bool IsOf(Message message, ReadOnlySpan<byte> body) =>
        body.Length == message.Length && body.SequenceEqual(Create(message));

    private static void Fill(Span<byte> filler, long id)
    {
        var state = (ulong)id;
        var words = MemoryMarshal.Cast<byte, ulong>(filler);
        for (var i = 0; i < words.Length; i++)
            words[i] = Next(ref state);
        var rest = filler[(words.Length * sizeof(ulong))..];
        for (var i = 0; i < rest.Length; i++)
            rest[i] = (byte)Next(ref state);
    }

    private static ulong Next(ref ulong state)
    {
        state = (state * 6364136223846793005) + 1442695040888963407;
        return state ^ (state >> 29);
    }
}
