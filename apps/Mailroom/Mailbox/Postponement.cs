using System.Security.Cryptography;
using Mailroom.Mail;

namespace Mailroom.Mailbox;

/// <summary>Which mails are not yet taken. Thread-safe; remembers a limited number of mails.</summary>
internal sealed class Postponement
{
    private const int Times = 2;
    private const int MaxRemembered = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> refusals = new(StringComparer.Ordinal);
    private readonly Queue<string> oldest = new();

    /// <summary>Whether this attempt is one of the first ones of a mail to later@.</summary>
    public bool Applies(MailEnvelope envelope, ReadOnlySpan<byte> content)
    {
        if (!envelope.Recipients.Any(address => address.StartsWith("later@", StringComparison.OrdinalIgnoreCase)))
            return false;
        // Every attempt has the same content, but for the trace fields in front of it.
        var mail = Convert.ToHexString(SHA256.HashData(WithoutTrace(content)));
        lock (gate)
        {
            var refused = refusals.GetValueOrDefault(mail);
            if (refused == Times)
                return false;
            if (refused == 0)
                Remember(mail);
            refusals[mail] = refused + 1;
            return true;
        }
    }

    private static ReadOnlySpan<byte> WithoutTrace(ReadOnlySpan<byte> content)
    {
        while (content.StartsWith("Received:"u8) || content.StartsWith("Return-Path:"u8))
        {
            do
            {
                var end = content.IndexOf((byte)'\n');
                content = end < 0 ? [] : content[(end + 1)..];
            }
            while (content is [(byte)' ' or (byte)'\t', ..]);
        }
        return content;
    }

    private void Remember(string mail)
    {
        oldest.Enqueue(mail);
        if (oldest.Count > MaxRemembered)
            refusals.Remove(oldest.Dequeue());
    }
}
