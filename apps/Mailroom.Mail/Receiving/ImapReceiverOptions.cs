namespace Mailroom.Mail.Receiving;

/// <summary>Which mailbox a <see cref="MailKitReceiver"/> empties, and how.</summary>
public sealed record ImapReceiverOptions
{
    public required MailServerOptions Server { get; init; }

    public string Folder { get; init; } = "INBOX";

    public ImapMark Mark { get; init; } = ImapMark.Seen;

    /// <summary>What a taken mail gets with <see cref="ImapMark.Keyword"/>.</summary>
    public string Keyword { get; init; } = "$MailroomTaken";

    /// <summary>What a refused or too large mail gets, so that it isn't offered again, where the server allows keywords.</summary>
    public string RefusedKeyword { get; init; } = "$MailroomRefused";

    /// <summary>Where a taken mail goes with <see cref="ImapMark.Move"/>.</summary>
    public string MoveTo { get; init; } = "Mailroom";

    /// <summary>Larger mails stay where they are.</summary>
    public int MaxMessageBytes { get; init; } = 50 << 20;

    /// <summary>A mail that is larger is held in a temporary file while the handler has it.</summary>
    public int MemoryPerMessageBytes { get; init; } = 256 << 10;

    public string TemporaryDirectory { get; init; } = Path.GetTempPath();

    /// <summary>The whole mailbox is searched again after it, whatever the server reports. IDLE is begun anew then, which has to
    /// happen within 29 minutes (RFC 2177).</summary>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between searches where the server has no IDLE.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until a mail is offered again that the handler could not store.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server may take for one step.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a handler may still take when the receiver is told to stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the first new attempt after a lost connection; doubled with each that fails.</summary>
    public TimeSpan MinBackOff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromMinutes(5);
}
