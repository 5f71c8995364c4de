using System.Text;

namespace Mailroom.Chaos.Actors;

/// <summary>A mail from outside.</summary>
internal static class InjectedMail
{
    public static byte[] Compose(string subject) => Encoding.ASCII.GetBytes(
        $"From: outside@client.test\r\nTo: inbox@example.test\r\nSubject: {subject}\r\nMessage-ID: <{subject}@client.test>\r\n\r\n{subject}\r\n");
}
