using System.Security.Cryptography;
using System.Text;

namespace Pabal.Engine.Security;

/// <summary>
/// The logins that were accepted lately, so that a client which connects often doesn't cost a core. Nothing can be learned from
/// it: each is kept as an HMAC of user, password and stored hash under a key that this process makes up; a new password
/// changes it.
/// </summary>
/// <remarks>Thread-safe: <c>gate</c> guards what is kept. At its bound the oldest goes.</remarks>
internal sealed class LoginCache
{
    private const int Capacity = 1024;

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock gate = new();
    private readonly HashSet<UInt128> accepted = [];
    private readonly Queue<UInt128> byAge = [];

    public bool Contains(string name, string password, PasswordHash hash)
    {
        var code = CodeOf(name, password, hash);
        lock (gate)
            return accepted.Contains(code);
    }

    public void Add(string name, string password, PasswordHash hash)
    {
        var code = CodeOf(name, password, hash);
        lock (gate)
        {
            if (!accepted.Add(code))
                return;
            byAge.Enqueue(code);
            if (byAge.Count > Capacity)
                accepted.Remove(byAge.Dequeue());
        }
    }

    // Each part is led by its length, so that no two logins come to the same octets.
    private UInt128 CodeOf(string name, string password, PasswordHash hash)
    {
        using var code = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Append(code, Encoding.UTF8.GetBytes(name));
        Append(code, Encoding.UTF8.GetBytes(password));
        Append(code, hash.Octets);
        Span<byte> octets = stackalloc byte[SHA256.HashSizeInBytes];
        code.GetHashAndReset(octets);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    private static void Append(IncrementalHash code, ReadOnlySpan<byte> part)
    {
        code.AppendData(BitConverter.GetBytes(part.Length));
        code.AppendData(part);
    }
}
