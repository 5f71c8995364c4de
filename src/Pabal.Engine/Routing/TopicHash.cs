using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pabal.Engine.Routing;

/// <summary>A hash with secrets of its own: clients choose the words, and could choose those that share a bucket.</summary>
internal readonly struct TopicHash()
{
    private readonly ulong parentSecret = CreateSecret() | 1;
    private readonly ulong lowSecret = CreateSecret();
    private readonly ulong highSecret = CreateSecret();

    /// <summary>Of a word and the node above it.</summary>
    public uint Of(int parent, TopicWord word) => (uint)Mix(word.Low + ((uint)parent * parentSecret), word.High);

    public ulong Mix(ulong low, ulong high)
    {
        var upper = Math.BigMul(low ^ lowSecret, high ^ highSecret, out var lower);
        return upper ^ lower;
    }

    private static ulong CreateSecret() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
