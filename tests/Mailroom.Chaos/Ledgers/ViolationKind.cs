namespace Mailroom.Chaos.Ledgers;

/// <summary>A promise that can be broken.</summary>
internal enum ViolationKind
{
    /// <summary>A mail that a client was told is accepted does not exist.</summary>
    Lost,

    /// <summary>One request, made again with its key, has become several mails.</summary>
    AcceptedTwice,

    /// <summary>A client was refused what is right.</summary>
    Refused,

    /// <summary>It is said that a mail was sent, and the mail server has not taken it.</summary>
    NotSent,

    /// <summary>The mail server has taken a mail several times without anybody being told that this may happen.</summary>
    SentTwice,

    /// <summary>A mail has failed although the mail server refuses none for good.</summary>
    Failed,

    /// <summary>A mail is cancelled that nobody wanted to cancel, or that the mail server has taken.</summary>
    Cancelled,

    /// <summary>A mail has come to no end.</summary>
    Unsettled,

    /// <summary>A mail is uncertain, or more of them are than can be.</summary>
    Uncertain,

    /// <summary>A timeline tells something twice, or not what its message's state says.</summary>
    Timeline,

    /// <summary>A received mail is not stored.</summary>
    ReceivedLost,

    /// <summary>A received mail is stored several times, or was never offered.</summary>
    ReceivedTwice,

    /// <summary>Events are left in the broker after everything has come to an end.</summary>
    LeftOver,

    /// <summary>A server could not be started again.</summary>
    NotStarted,
}
