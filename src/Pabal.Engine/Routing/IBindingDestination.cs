namespace Pabal.Engine.Routing;

/// <summary>What a binding can lead to: a queue or an exchange.</summary>
public interface IBindingDestination
{
    string Name { get; }
}
