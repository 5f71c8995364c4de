using Mailroom.Mail;

namespace Mailroom.Api.Settings;

/// <summary>What clients may do, and how much of it.</summary>
internal sealed record ApiOptions
{
    public required IReadOnlyList<ApiKey> Keys { get; init; }

    /// <summary>Whoever reaches it may use it.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>The author of mails that name none.</summary>
    public MailAddress? From { get; init; }

    /// <summary>Of a request's body, in which attachments are base64.</summary>
    public int MaxRequestBytes { get; init; } = 40 << 20;

    /// <summary>
    /// Of a mail as it is sent. In its event it is base64, and that with all recipients stays under the 16 MiB that RabbitMQ 4 takes.
    /// </summary>
    public int MaxMailBytes { get; init; } = 12_000_000;

    public int MaxRecipients { get; init; } = 200;

    public int MaxAttachments { get; init; } = 100;

    public int MaxHeaders { get; init; } = 50;

    /// <summary>How far ahead a mail can be scheduled.</summary>
    public TimeSpan MaxSchedule { get; init; } = TimeSpan.FromDays(366);

    /// <summary>How long a client's idempotency keys are known.</summary>
    public TimeSpan IdempotencyLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long it is known which events were applied; longer than any event can wait in the broker for its turn.</summary>
    public TimeSpan AppliedEventLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a message is kept after the last that happened to it; null for ever.</summary>
    public TimeSpan? MessageRetention { get; init; }

    /// <summary>How long a received mail is kept; null for ever.</summary>
    public TimeSpan? ReceivedRetention { get; init; }

    /// <summary>Where the page's files are.</summary>
    public string PageFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");
}
