namespace Mailroom.Mail.Sending;

/// <summary>Where a <see cref="MailKitSender"/> sends to, and how.</summary>
public sealed record SmtpSenderOptions
{
    public required MailServerOptions Server { get; init; }

    /// <summary>What it calls itself in EHLO.</summary>
    public string LocalName { get; init; } = "localhost";

    /// <summary>Further mails wait for a connection.</summary>
    public int MaxConnections { get; init; } = 4;

    /// <summary>An unused connection is closed after it. Servers commonly do so after 300 seconds.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxMailsPerConnection { get; init; } = 100;

    /// <summary>From MAIL to the end of the content.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From the end of the content to its reply: 10 minutes, because a mail given up here is uncertain
    /// (RFC 5321, 4.5.3.2.6).</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
