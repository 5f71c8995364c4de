namespace Mailroom.Api.Data;

/// <summary>What can happen to a message.</summary>
internal static class TimelineKind
{
    public const string Accepted = "accepted";
    public const string Scheduled = "scheduled";
    public const string Queued = "queued";
    public const string Started = "started";
    public const string Sent = "sent";
    public const string Refused = "refused";
    public const string Deferred = "deferred";
    public const string Failed = "failed";
    public const string Uncertain = "uncertain";
    public const string Cancelling = "cancelling";
    public const string Cancelled = "cancelled";
    public const string SentAgain = "sent-again";

    /// <summary>The very mail has come into a mailbox that is watched here.</summary>
    public const string Received = "received";

    /// <summary>A mail that answers it has come.</summary>
    public const string Answered = "answered";
}
