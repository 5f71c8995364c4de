using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Pabal.Engine.Security;

/// <summary>A salted hash of a password, by which it is recognized.</summary>
/// <remarks>
/// As text it is the name of its algorithm and base64, as in RabbitMQ's definitions: the salt (4 octets) and the hash. The
/// broker's own begins with the number of iterations (4 octets, most significant first), then come a salt of 16 octets and
/// a hash of 32.
/// </remarks>
public sealed class PasswordHash
{
    /// <summary>Iterations of PBKDF2: some 30 ms of one core for each guess.</summary>
    public const int DefaultIterations = 100_000;

    // Beyond this, a hash that was imported would keep a core busy for whoever asks.
    private const int MaxIterations = 10_000_000;
    private const int MinIterations = 1;
    private const int IterationsLength = 4;
    private const int OwnSaltLength = 16;
    private const int RabbitSaltLength = 4;

    private static readonly string[] names =
        ["pbkdf2_sha256", "rabbit_password_hashing_sha256", "rabbit_password_hashing_sha512", "rabbit_password_hashing_md5"];

    private readonly byte[] salt;
    private readonly byte[] hash;

    private PasswordHash(PasswordAlgorithm algorithm, int iterations, byte[] salt, byte[] hash)
    {
        Algorithm = algorithm;
        Iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    public PasswordAlgorithm Algorithm { get; }

    /// <summary>The algorithm as definitions name it, such as "rabbit_password_hashing_sha256".</summary>
    public string AlgorithmName => names[(int)Algorithm];

    /// <summary>How often PBKDF2 was applied; 1 for the other algorithms.</summary>
    public int Iterations { get; }

    /// <summary>What is compared with, for keys that are to change when the password does.</summary>
    internal ReadOnlySpan<byte> Octets => hash;

    /// <summary>Hashes a password with a new salt.</summary>
    /// <param name="password">Not empty.</param>
    /// <param name="algorithm">RabbitMQ's where the hash is to be exported to one.</param>
    /// <param name="iterations">For PBKDF2.</param>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    public static PasswordHash Create(
        string password, PasswordAlgorithm algorithm = PasswordAlgorithm.Pbkdf2Sha256, int iterations = DefaultIterations)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        var isOwn = algorithm == PasswordAlgorithm.Pbkdf2Sha256;
        var random = RandomNumberGenerator.GetBytes(isOwn ? OwnSaltLength : RabbitSaltLength);
        if (!isOwn)
            iterations = 1;
        return new PasswordHash(algorithm, iterations, random, Compute(algorithm, iterations, random, password));
    }

    /// <summary>Reads a hash from definitions.</summary>
    /// <param name="algorithmName">As <see cref="AlgorithmName"/>; null or empty for RabbitMQ's default.</param>
    /// <param name="base64">As <see cref="ToBase64"/>.</param>
    /// <param name="password">The hash.</param>
    /// <param name="problem">What is wrong with it; it doesn't repeat the hash.</param>
    /// <returns>False when it can't be a hash.</returns>
    public static bool TryParse(
        string? algorithmName,
        string base64,
        [NotNullWhen(true)] out PasswordHash? password,
        [NotNullWhen(false)] out string? problem)
    {
        password = null;
        var index = string.IsNullOrEmpty(algorithmName)
            ? (int)PasswordAlgorithm.RabbitSha256
            : Array.IndexOf(names, algorithmName);
        problem = index < 0 ? $"the hashing algorithm '{algorithmName}' is none of {string.Join(", ", names)}" : null;
        if (problem is not null)
            return false;
        var octets = new byte[base64.Length];
        if (Convert.TryFromBase64String(base64, octets, out var length))
            password = Decode((PasswordAlgorithm)index, octets.AsSpan(0, length));
        problem = password is null ? $"the password hash is not base64 of what {names[index]} makes" : null;
        return password is not null;
    }

    /// <summary>The hash as definitions have it.</summary>
    public string ToBase64()
    {
        if (Algorithm != PasswordAlgorithm.Pbkdf2Sha256)
            return Convert.ToBase64String([.. salt, .. hash]);
        var iterations = new byte[IterationsLength];
        BinaryPrimitives.WriteInt32BigEndian(iterations, Iterations);
        return Convert.ToBase64String([.. iterations, .. salt, .. hash]);
    }

    /// <summary>Says nothing: a hash has no place in logs.</summary>
    public override string ToString() => AlgorithmName;

    /// <summary>Whether it is the hash of this password; takes the same time whatever the answer is.</summary>
    internal bool Matches(string password) =>
        CryptographicOperations.FixedTimeEquals(Compute(Algorithm, Iterations, salt, password), hash);

    /// <summary>Takes the time of so many iterations.</summary>
    internal static void Spend(string password, int iterations)
    {
        if (iterations > 0)
            Compute(PasswordAlgorithm.Pbkdf2Sha256, iterations, new byte[OwnSaltLength], password);
    }

    private static PasswordHash? Decode(PasswordAlgorithm algorithm, ReadOnlySpan<byte> octets)
    {
        var iterations = 1;
        var saltLength = RabbitSaltLength;
        if (algorithm == PasswordAlgorithm.Pbkdf2Sha256)
        {
            if (octets.Length < IterationsLength)
                return null;
            iterations = BinaryPrimitives.ReadInt32BigEndian(octets);
            octets = octets[IterationsLength..];
            saltLength = OwnSaltLength;
        }
        if (octets.Length != saltLength + HashLength(algorithm) || iterations is < MinIterations or > MaxIterations)
            return null;
        return new PasswordHash(algorithm, iterations, octets[..saltLength].ToArray(), octets[saltLength..].ToArray());
    }

    private static int HashLength(PasswordAlgorithm algorithm) => algorithm switch
    {
        PasswordAlgorithm.RabbitSha512 => SHA512.HashSizeInBytes,
        PasswordAlgorithm.RabbitMd5 => MD5.HashSizeInBytes,
        _ => SHA256.HashSizeInBytes,
    };

    private static byte[] Compute(PasswordAlgorithm algorithm, int iterations, byte[] salt, string password)
    {
        var octets = Encoding.UTF8.GetBytes(password);
        if (algorithm == PasswordAlgorithm.Pbkdf2Sha256)
            return Rfc2898DeriveBytes.Pbkdf2(octets, salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] salted = [.. salt, .. octets];
        return algorithm switch
        {
            PasswordAlgorithm.RabbitSha512 => SHA512.HashData(salted),
#pragma warning disable CA5351 // Users that are imported from an old RabbitMQ have no other.
            PasswordAlgorithm.RabbitMd5 => MD5.HashData(salted),
#pragma warning restore CA5351
            _ => SHA256.HashData(salted),
        };
    }
}
