namespace Mailroom.Messaging.Events;

/// <summary>The API wants a mail to be sent. All that sending needs is in it.</summary>
public sealed record SendMail : MailroomEvent
{
    internal const string Type = "mail.send";

    /// <summary>Of the API's message; the correlation id is its text form.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>From 1, counted over all that was tried for the message. Each attempt is made once, however often this comes.</summary>
    public required int Attempt { get; init; }

    /// <summary>The first attempt of those that the broker repeats by itself; a mail sent again by hand begins to count anew.</summary>
    public required int FirstAttempt { get; init; }

    /// <summary>Where failures are reported to (RFC 5321, 4.1.1.2).</summary>
    public required string From { get; init; }

    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>An earlier attempt was taken for other recipients; these are the ones that the server put off.</summary>
    public bool IsRemainder { get; init; }

    /// <summary>Header and body (RFC 5322), with the Message-ID that every attempt has.</summary>
    public required byte[] Content { get; init; }

    internal override string Kind => Type;

    public override string ToString() => $"{Type} {MessageId} attempt {Attempt}";
}
