namespace Pabal.Engine.Security;

/// <summary>What came of a login. Clients are told whether it was accepted, and no more.</summary>
public enum LoginOutcome
{
    Accepted,
    UnknownUser,
    WrongPassword,

    /// <summary>The user has no password, or none was given.</summary>
    NoPassword,

    /// <summary>The user may come from this machine only.</summary>
    NotFromHere,
}
