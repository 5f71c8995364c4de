using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pabal.Server.Control;

/// <summary>Requests and replies on a stream: the length of the JSON (4 octets, most significant first), and the JSON.</summary>
internal static class ControlFrames
{
    /// <summary>Octets of the longest request or reply.</summary>
    public const int MaxLength = 256 * 1024 * 1024;

    private const int HeaderLength = 4;

    public static async Task WriteAsync<T>(Stream stream, T message, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, type);
        if (json.Length > MaxLength)
            throw new InvalidDataException($"a message of {json.Length} octets is too long; {MaxLength} are allowed");
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, json.Length);
        await stream.WriteAsync(header, cancellation).ConfigureAwait(false);
        await stream.WriteAsync(json, cancellation).ConfigureAwait(false);
    }

    /// <exception cref="InvalidDataException">It is too long, or not what is expected.</exception>
    /// <exception cref="EndOfStreamException">The other side has ended.</exception>
    public static async Task<T> ReadAsync<T>(Stream stream, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var header = new byte[HeaderLength];
        await stream.ReadExactlyAsync(header, cancellation).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length is < 0 or > MaxLength)
            throw new InvalidDataException($"a message of {(uint)length} octets is too long; {MaxLength} are allowed");
        var json = await ReadBodyAsync(stream, length, cancellation).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(json.Span, type) ?? throw new InvalidDataException("a message is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"a message is not what is expected: {exception.Message}", exception);
        }
    }

    // Room grows with what has come, not with what was announced.
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(Stream stream, int length, CancellationToken cancellation)
    {
        var octets = new byte[Math.Min(length, 64 * 1024)];
        for (var read = 0; read < length;)
        {
            if (read == octets.Length)
                Array.Resize(ref octets, (int)Math.Min(length, octets.Length * 2L));
            var count = await stream.ReadAsync(octets.AsMemory(read), cancellation).ConfigureAwait(false);
            if (count == 0)
                throw new EndOfStreamException();
            read += count;
        }
        return octets;
    }
}
