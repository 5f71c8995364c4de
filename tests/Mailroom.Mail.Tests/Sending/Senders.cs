using System.Text;
using Mailroom.Mail.Sending;

namespace Mailroom.Mail.Tests.Sending;

/// <summary>Senders and mails as the tests need them.</summary>
internal static class Senders
{
    public static SmtpSenderOptions Options(int port, TlsMode tls = TlsMode.None, MailCredentials? credentials = null) =>
        new()
        {
            Server = new MailServerOptions
            {
                Host = "localhost",
                Port = port,
                Tls = tls,
                Credentials = credentials,
                ConnectTimeout = TimeSpan.FromSeconds(15),
            },
            LocalName = "client.test",
        };

    public static OutgoingMail Mail(params string[] recipients) => MailFrom("a@client.test", "Hello", recipients);

    public static OutgoingMail MailFrom(string from, string text, params string[] recipients) =>
        new(new MailEnvelope(from, recipients.Length == 0 ? ["b@example.test"] : recipients), Encoding.UTF8.GetBytes(
            $"From: a@client.test\r\nTo: b@example.test\r\nMessage-ID: <1@client.test>\r\nSubject: s\r\n\r\n{text}\r\n"));
}
