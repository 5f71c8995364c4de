using Pabal.Server.Amqp;

namespace Pabal.Server.Transport;

/// <summary>What is to be sent next: octets, or a content that is encoded while it is sent.</summary>
internal struct OutboundItem
{
    public byte[]? Block;

    public int Length;

    public ContentCursor Content;

    public readonly bool IsEmpty => Block is null && !Content.IsOpen;
}
