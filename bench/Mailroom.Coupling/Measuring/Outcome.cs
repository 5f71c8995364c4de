using Mailroom.Coupling.Load;

namespace Mailroom.Coupling.Measuring;

/// <summary>What became of all mails that were asked for, when everything was over.</summary>
internal sealed record Outcome
{
    /// <summary>Requests that were made, with those for warming up.</summary>
    public required int Requests { get; init; }

    /// <summary>The caller was told of success.</summary>
    public required int Accepted { get; init; }

    /// <summary>Of the accepted: sent once.</summary>
    public required int SentOnce { get; init; }

    /// <summary>Of the accepted: never sent.</summary>
    public required int Missing { get; init; }

    /// <summary>Of all: sent more than once.</summary>
    public required int SentTwice { get; init; }

    /// <summary>The caller was told of an error or nothing, and the mail was not sent.</summary>
    public required int FailedUnsent { get; init; }

    /// <summary>The caller was told of an error or nothing, the mail was sent, and the API has it as sent.</summary>
    public required int FailedSentStored { get; init; }

    /// <summary>The caller was told of an error or nothing, the mail was sent, and the API does not know of it: rolled back.</summary>
    public required int FailedSentForgotten { get; init; }

    /// <summary>Of the accepted: those that the API does not have as sent.</summary>
    public required int AcceptedNotStored { get; init; }

    public static Outcome Count(
        IReadOnlyList<RequestRecord> records, IEnumerable<string> sentTo, IReadOnlySet<string> storedAsSent)
    {
        var sent = sentTo.GroupBy(recipient => recipient, StringComparer.Ordinal)
            .ToDictionary(mails => mails.Key, mails => mails.Count(), StringComparer.Ordinal);
        var all = records.Select(record =>
        {
            var recipient = RequestRecord.RecipientOf(record.Number);
            return (record.IsSuccess, Sent: sent.GetValueOrDefault(recipient), IsStored: storedAsSent.Contains(recipient));
        }).ToArray();
        return new Outcome
        {
            Requests = all.Length,
            Accepted = all.Count(mail => mail.IsSuccess),
            SentOnce = all.Count(mail => mail is { IsSuccess: true, Sent: 1 }),
            Missing = all.Count(mail => mail is { IsSuccess: true, Sent: 0 }),
            SentTwice = all.Count(mail => mail.Sent > 1),
            FailedUnsent = all.Count(mail => mail is { IsSuccess: false, Sent: 0 }),
            FailedSentStored = all.Count(mail => mail is { IsSuccess: false, Sent: > 0, IsStored: true }),
            FailedSentForgotten = all.Count(mail => mail is { IsSuccess: false, Sent: > 0, IsStored: false }),
            AcceptedNotStored = all.Count(mail => mail is { IsSuccess: true, IsStored: false }),
        };
    }
}
