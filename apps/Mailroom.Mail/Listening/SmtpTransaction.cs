using System.Globalization;

namespace Mailroom.Mail.Listening;

/// <summary>One mail's envelope in the making: MAIL, then RCPT once or more (RFC 5321, 3.3).</summary>
internal sealed class SmtpTransaction(SmtpListenerOptions options)
{
    private readonly List<string> recipients = [];
    private string? sender;

    /// <summary>The sender said SMTPUTF8.</summary>
    public bool IsInternational { get; private set; }

    public bool IsOpen => sender is not null;

    public MailEnvelope ToEnvelope() => new(sender!, [.. recipients]);

    public void Reset()
    {
        sender = null;
        IsInternational = false;
        recipients.Clear();
    }

    public SmtpReply Mail(string argument)
    {
        if (sender is not null)
            return SmtpReplies.BadSequence;
        if (SmtpPath.Parse(argument, "FROM:") is not { } path)
            return SmtpReplies.BadSender;
        var refusal = ReadParameters(path.Parameters);
        if (refusal is null && path.IsInternational && !IsInternational)
            refusal = SmtpReplies.NeedsSmtpUtf8;
        if (refusal is not null)
        {
            Reset();
            return refusal;
        }
        sender = path.Address;
        return SmtpReplies.Ok;
    }

    public SmtpReply Recipient(string argument)
    {
        if (sender is null)
            return SmtpReplies.BadSequence;
        if (SmtpPath.Parse(argument, "TO:") is not { Address.Length: > 0 } path)
            return SmtpReplies.BadRecipient;
        if (path.Parameters.Length > 0)
            return SmtpReplies.BadParameter;
        if (path.IsInternational && !IsInternational)
            return SmtpReplies.NeedsSmtpUtf8;
        if (recipients.Count == options.MaxRecipients)
            return SmtpReplies.TooManyRecipients;
        if (options.AcceptsRecipient?.Invoke(path.Address) == false)
            return SmtpReplies.NoSuchRecipient;
        recipients.Add(path.Address);
        return SmtpReplies.Ok;
    }

    /// <summary>Why DATA can't follow now; null when it can.</summary>
    public SmtpReply? CheckData()
    {
        if (sender is null)
            return SmtpReplies.BadSequence;
        return recipients.Count == 0 ? SmtpReplies.NoRecipients : null;
    }

    private SmtpReply? ReadParameters(string[] parameters)
    {
        foreach (var parameter in parameters)
        {
            var refusal = ReadParameter(parameter.ToUpperInvariant());
            if (refusal is not null)
                return refusal;
        }
        return null;
    }

    private SmtpReply? ReadParameter(string parameter)
    {
        switch (parameter)
        {
            case "SMTPUTF8":
                IsInternational = true;
                return null;
            case "BODY=7BIT" or "BODY=8BITMIME":
                return null;
            case var _ when parameter.StartsWith("SIZE=", StringComparison.Ordinal):
                if (!ulong.TryParse(parameter.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                    return SmtpReplies.BadArgument;
                return size > (ulong)options.MaxMessageBytes ? SmtpReplies.TooLarge : null;
            // Who first submitted the mail, by the word of the client (RFC 4954, 5): nothing here relies on it.
            case var _ when options.Authenticate is not null && parameter.StartsWith("AUTH=", StringComparison.Ordinal):
                return null;
            default:
                return SmtpReplies.BadParameter;
        }
    }
}
