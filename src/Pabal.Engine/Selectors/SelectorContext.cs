using Pabal.Wire.Amqp;

namespace Pabal.Engine.Selectors;

/// <summary>The message that a selector is asked about, as it is encoded: nothing is decoded before it is asked for.</summary>
/// <param name="properties">AMQP's basic properties, well-formed: flags and list.</param>
/// <param name="redelivered">What JMSRedelivered is.</param>
public readonly ref struct SelectorContext(ReadOnlySpan<byte> properties, bool redelivered = false)
{
    public BasicPropertiesView Properties { get; } = new(properties);

    public bool Redelivered { get; } = redelivered;
}
