namespace Mailroom.Bot.Ledgers;

/// <summary>What the ledger knows of an attempt. The names are what is stored.</summary>
internal enum AttemptState
{
    /// <summary>It was about to be made.</summary>
    Started,

    Sent,

    /// <summary>It failed, and another one follows.</summary>
    Deferred,

    Failed,

    Uncertain,

    /// <summary>It failed, and none follows because the mail was cancelled meanwhile.</summary>
    Cancelled,
}
