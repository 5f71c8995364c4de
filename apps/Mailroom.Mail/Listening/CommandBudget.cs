namespace Mailroom.Mail.Listening;

/// <summary>Counts a client's commands and errors. Owned by one session.</summary>
internal sealed class CommandBudget(SmtpListenerOptions options, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private long windowStart = time.GetTimestamp();
    private int commands;
    private int errors;

    /// <summary>Counts a command before it is carried out.</summary>
    /// <returns>Why the connection is to be closed, or null.</returns>
    public SmtpReply? CountCommand()
    {
        if (time.GetElapsedTime(windowStart) >= Window)
        {
            windowStart = time.GetTimestamp();
            commands = 0;
        }
        return ++commands > options.MaxCommandsPerMinute ? SmtpReplies.TooManyCommands : null;
    }

    /// <summary>Counts what was replied.</summary>
    /// <returns>Why the connection is to be closed, or null.</returns>
    public SmtpReply? CountReply(SmtpReply reply) =>
        reply.Code >= 500 && ++errors >= options.MaxErrors ? SmtpReplies.TooManyErrors : null;
}
