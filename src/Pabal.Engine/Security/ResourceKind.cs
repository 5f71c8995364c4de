namespace Pabal.Engine.Security;

/// <summary>What a permission is about.</summary>
public enum ResourceKind
{
    Exchange,
    Queue,
}
