namespace Pabal.Engine.Security;

/// <summary>What a permission allows.</summary>
public enum AccessRight
{
    /// <summary>To declare and delete.</summary>
    Configure,

    /// <summary>To publish to an exchange; to bind an exchange or queue to another exchange.</summary>
    Write,

    /// <summary>To consume, get and purge; to bind from an exchange.</summary>
    Read,
}
