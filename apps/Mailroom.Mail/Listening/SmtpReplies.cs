namespace Mailroom.Mail.Listening;

/// <summary>The replies that don't depend on anything.</summary>
internal static class SmtpReplies
{
    public static SmtpReply Ok { get; } = new(250, "2.0.0", "Ok");

    public static SmtpReply Bye { get; } = new(221, "2.0.0", "Bye");

    public static SmtpReply StartMail { get; } = new(354, null, "End data with <CR><LF>.<CR><LF>");

    public static SmtpReply ReadyForTls { get; } = new(220, "2.0.0", "Ready to start TLS");

    public static SmtpReply Unknown { get; } = new(500, "5.5.1", "Command not recognized");

    public static SmtpReply NoText { get; } = new(500, "5.5.2", "Neither ASCII nor UTF-8");

    public static SmtpReply LineTooLong { get; } = new(500, "5.5.6", "Line too long");

    public static SmtpReply BareLineBreak { get; } = new(500, "5.5.2", "Lines end with CR LF");

    public static SmtpReply BadArgument { get; } = new(501, "5.5.4", "Bad or missing argument");

    public static SmtpReply NotImplemented { get; } = new(502, "5.5.1", "Command not implemented");

    public static SmtpReply BadSequence { get; } = new(503, "5.5.1", "Bad sequence of commands");

    public static SmtpReply BadParameter { get; } = new(555, "5.5.4", "Parameter not recognized");

    public static SmtpReply NeedsTls { get; } = new(530, "5.7.0", "Must issue a STARTTLS command first");

    public static SmtpReply NeedsAuthentication { get; } = new(530, "5.7.0", "Authentication required");

    public static SmtpReply NeedsSmtpUtf8 { get; } = new(553, "5.6.7", "Address needs SMTPUTF8");

    public static SmtpReply BadSender { get; } = new(501, "5.1.7", "Bad sender address");

    public static SmtpReply BadRecipient { get; } = new(501, "5.1.3", "Bad recipient address");

    public static SmtpReply NoSuchRecipient { get; } = new(550, "5.1.1", "No such recipient here");

    public static SmtpReply TooManyRecipients { get; } = new(452, "4.5.3", "Too many recipients");

    public static SmtpReply NoRecipients { get; } = new(554, "5.5.1", "No valid recipients");

    public static SmtpReply TooLarge { get; } = new(552, "5.3.4", "Message too large");

    public static SmtpReply ContentLineTooLong { get; } = new(554, "5.6.0", "A line of the message is too long");

    public static SmtpReply BareLineBreakInContent { get; } = new(550, "5.6.11", "CR or LF alone in the message");

    public static SmtpReply NoSpace { get; } = new(452, "4.3.1", "Not enough storage now");

    public static SmtpReply HandlerFailed { get; } = new(451, "4.3.0", "Could not store the message now");

    public static SmtpReply Timeout { get; } = new(421, "4.4.2", "Timeout, closing connection");

    public static SmtpReply ShuttingDown { get; } = new(421, "4.3.2", "Shutting down");

    public static SmtpReply TooManyConnections { get; } = new(421, "4.7.0", "Too many connections");

    public static SmtpReply TooManyErrors { get; } = new(421, "4.7.0", "Too many errors");

    public static SmtpReply TooManyCommands { get; } = new(421, "4.7.0", "Too many commands in a minute");
}
