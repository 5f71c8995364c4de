namespace Pabal.Engine.Security;

/// <summary>A change that can't be made, and why, for whoever administers the broker.</summary>
public sealed class AdministrationException : Exception
{
    public AdministrationException(string message)
        : base(message)
    {
    }
}
