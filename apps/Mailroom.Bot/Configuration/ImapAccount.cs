using Mailroom.Mail.Receiving;

namespace Mailroom.Bot.Configuration;

/// <summary>A mailbox that is emptied.</summary>
/// <param name="Name">Source of its mails, which the API shows.</param>
/// <param name="Receiver">Where it is.</param>
internal sealed record ImapAccount(string Name, ImapReceiverOptions Receiver);
