namespace Mailroom.Bot.Sending;

/// <summary>What is done with a mail of which nobody knows whether it was sent.</summary>
internal enum UncertainPolicy
{
    /// <summary>It waits for somebody to decide: none is sent twice, and one may not be sent.</summary>
    Hold,

    /// <summary>It is sent again: each is sent, and one may be sent twice.</summary>
    SendAgain,
}
