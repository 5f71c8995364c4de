namespace Mailroom.Mail.Receiving;

/// <summary>What a handler decided on a received mail.</summary>
public enum MailDisposition
{
    /// <summary>It is kept safely: its source may forget it.</summary>
    Stored,

    /// <summary>It can't be kept now: its source is to offer it again later.</summary>
    TryLater,

    /// <summary>It will never be taken: its source is to give it back.</summary>
    Refused,

    /// <summary>As <see cref="Refused"/>, because of its size.</summary>
    TooLarge,
}
