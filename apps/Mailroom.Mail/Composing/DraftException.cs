namespace Mailroom.Mail.Composing;

/// <summary>A draft can't become a mail.</summary>
public sealed class DraftException : Exception
{
    public DraftException()
        : this("", "The draft is not valid.")
    {
    }

    public DraftException(string message)
        : this("", message)
    {
    }

    public DraftException(string message, Exception innerException)
        : base(message, innerException) => Property = "";

    public DraftException(string property, string message)
        : base(message) => Property = property;

    /// <summary>The property of <see cref="MailDraft"/> that is wrong.</summary>
    public string Property { get; }
}
