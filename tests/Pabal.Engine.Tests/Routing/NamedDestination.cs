using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Routing;

internal sealed class NamedDestination(string name) : IBindingDestination
{
    public string Name { get; } = name;

    public override string ToString() => Name;

    public Binding Bind(string routingKey) => new(this, routingKey, FieldTable.Empty);

    public Binding Bind(FieldTable arguments) => new(this, string.Empty, arguments);
}
