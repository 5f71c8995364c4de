namespace Pabal.Server.Tls;

/// <summary>Whether clients have to show a certificate.</summary>
public enum ClientVerification
{
    /// <summary>They aren't asked for one.</summary>
    None,

    /// <summary>They are asked; who shows none is served all the same, who shows a wrong one isn't.</summary>
    Request,

    /// <summary>Nobody is served without a right one.</summary>
    Require,
}
