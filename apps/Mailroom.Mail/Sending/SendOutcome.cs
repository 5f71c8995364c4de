namespace Mailroom.Mail.Sending;

/// <summary>What became of a mail that was to be sent.</summary>
public enum SendOutcome
{
    /// <summary>The server has taken it for at least one recipient.</summary>
    Accepted,

    /// <summary>The server refused it for now (4xx): the same mail may succeed later.</summary>
    TransientFailure,

    /// <summary>The server refused it for good (5xx).</summary>
    PermanentFailure,

    /// <summary>The connection failed before the end of the content was sent: the server can't have taken it.</summary>
    NotSent,

    /// <summary>
    /// The connection failed after the end of the content was sent and before the reply came: the server may have taken it or
    /// not, and sending again may deliver twice.
    /// </summary>
    Uncertain,
}
