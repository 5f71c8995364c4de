using MailKit.Net.Smtp;
using MimeKit;

namespace Mailroom.Mail.Sending;

/// <summary>A connection that remembers what the server said of each recipient. Used by one attempt at a time.</summary>
internal sealed class SmtpChannel : SmtpClient
{
    private readonly List<RecipientResult> recipients = [];
    private IReadOnlyList<(MailboxAddress Mailbox, string Recipient)> asked = [];

    public SmtpChannel(ContentWatch watch)
        : base(watch) => Watch = watch;

    public ContentWatch Watch { get; }

    public int MailsSent { get; private set; }

    public bool IsReused => MailsSent > 0;

    /// <summary>When it was last used, as a timestamp of the pool's clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Why the server did not take the present mail's sender; null when it did.</summary>
    public SmtpReply? SenderRefusal { get; private set; }

    /// <summary>What it knows of the present mail's recipients.</summary>
    public RecipientResult[] Recipients => [.. recipients];

    /// <param name="mail">What is sent.</param>
    /// <param name="beforeTheEnd">Called when the end of the content is about to go out, which cancellation can still prevent.</param>
    /// <param name="cancellation">Ends it, at the cost of the connection.</param>
    /// <returns>The server's reply to the content.</returns>
    public async Task<SmtpReply> SendAsync(PreparedMail mail, Action beforeTheEnd, CancellationToken cancellation)
    {
        recipients.Clear();
        SenderRefusal = null;
        asked = mail.Recipients;
        MailsSent++;
        var text = await SendAsync(
            mail.Format,
            mail.Message,
            mail.Sender,
            mail.Recipients.Select(pair => pair.Mailbox),
            cancellation,
            new ContentProgress(beforeTheEnd));
        return Watch.Reply ?? SmtpReplyText.Parse(250, text);
    }

    // Pipelined, RCPT has gone out already, and the replies to it only say that there is no sender.
    protected override void OnSenderNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        SenderRefusal = SmtpReplyText.Parse((int)response.StatusCode, response.Response);

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Add(mailbox, response);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Add(mailbox, response);

    // What it means that nobody was accepted is read from the recipients' replies.
    protected override void OnNoRecipientsAccepted(MimeMessage message)
    {
    }

    private void Add(MailboxAddress mailbox, SmtpResponse response)
    {
        var recipient = asked.FirstOrDefault(pair => ReferenceEquals(pair.Mailbox, mailbox)).Recipient ?? mailbox.Address;
        recipients.Add(new RecipientResult(recipient, SmtpReplyText.Parse((int)response.StatusCode, response.Response)));
    }
}
