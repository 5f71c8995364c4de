using System.Text;

namespace Pabal.Interop.Tests;

/// <summary>A message as a consumer got it.</summary>
internal sealed record Delivery(
    string ConsumerTag, ulong Tag, bool Redelivered, string Exchange, string RoutingKey,
    IReadOnlyBasicProperties Properties, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
