namespace Pabal.Engine.Security;

/// <summary>How a password was hashed.</summary>
public enum PasswordAlgorithm
{
    /// <summary>PBKDF2 with HMAC-SHA-256 (RFC 8018), the broker's own.</summary>
    Pbkdf2Sha256,

    /// <summary>RabbitMQ's default: one SHA-256 of salt and password.</summary>
    RabbitSha256,

    /// <summary>RabbitMQ's choice for more: one SHA-512 of salt and password.</summary>
    RabbitSha512,

    /// <summary>That of RabbitMQ before 3.6: one MD5 of salt and password. For users of old only.</summary>
    RabbitMd5,
}
