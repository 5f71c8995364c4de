namespace Mailroom.Mail.Listening;

/// <summary>What came where a command line was expected.</summary>
internal enum SmtpLineStatus
{
    Complete,
    EndOfInput,
    TooLong,

    /// <summary>A CR or LF stood alone: where the command ends is a matter of opinion.</summary>
    BareLineBreak,
}
