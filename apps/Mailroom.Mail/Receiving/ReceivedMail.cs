namespace Mailroom.Mail.Receiving;

/// <summary>A mail as it came, not looked into.</summary>
public sealed class ReceivedMail
{
    private readonly MailSpool content;

    internal ReceivedMail(string sourceId, MailEnvelope? envelope, DateTimeOffset receivedAt, MailSpool content)
    {
        SourceId = sourceId;
        Envelope = envelope;
        ReceivedAt = receivedAt;
        this.content = content;
    }

    /// <summary>Names it within its source. A mail that is fetched again has the same name, one delivered again has not.</summary>
    public string SourceId { get; }

    /// <summary>What the delivering server said; null where the source doesn't know it.</summary>
    public MailEnvelope? Envelope { get; }

    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The content's size in octets.</summary>
    public long Length => content.Length;

    /// <summary>A new stream over the content, from its beginning. The caller disposes it.</summary>
    public Stream OpenRead() => content.OpenRead();

    /// <summary>The whole content in memory.</summary>
    public async Task<byte[]> ReadAllAsync(CancellationToken cancellation)
    {
        var octets = new byte[Length];
        await using var stream = OpenRead();
        await stream.ReadExactlyAsync(octets, cancellation);
        return octets;
    }
}
