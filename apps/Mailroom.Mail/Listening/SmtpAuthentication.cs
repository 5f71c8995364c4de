using System.Buffers.Text;
using System.Text;

namespace Mailroom.Mail.Listening;

/// <summary>The dialogue after AUTH (RFC 4954, 4): PLAIN and LOGIN. Passwords are kept nowhere.</summary>
internal sealed class SmtpAuthentication(
    SmtpConnection connection, Func<string, string, CancellationToken, ValueTask<bool>> check)
{
    private static readonly SmtpReply Cancelled = new(501, "5.7.0", "Authentication cancelled");
    private static readonly SmtpReply NoBase64 = new(501, "5.5.2", "Cannot decode response");
    private static readonly SmtpReply Unsupported = new(504, "5.5.4", "Mechanism not supported");

    public async ValueTask<SmtpReply> RunAsync(string argument, CancellationToken cancellation)
    {
        var parts = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        var initial = parts.Length > 1 ? parts[1] : null;
        return parts.Length == 0 ? SmtpReplies.BadArgument : parts[0].ToUpperInvariant() switch
        {
            "PLAIN" => await PlainAsync(initial, cancellation),
            "LOGIN" => await LoginAsync(initial, cancellation),
            _ => Unsupported,
        };
    }

    private async ValueTask<SmtpReply> PlainAsync(string? initial, CancellationToken cancellation)
    {
        var (response, refusal) = initial is null ? await AskAsync("") : Decode(initial);
        if (refusal is not null)
            return refusal;
        // Authorization identity, authentication identity, password (RFC 4616, 2).
        var fields = response.Split('\0');
        return fields.Length == 3 ? await CheckAsync(fields[1], fields[2], cancellation) : NoBase64;
    }

    private async ValueTask<SmtpReply> LoginAsync(string? initial, CancellationToken cancellation)
    {
        var (user, refusal) = initial is null ? await AskAsync("Username:") : Decode(initial);
        if (refusal is not null)
            return refusal;
        (var password, refusal) = await AskAsync("Password:");
        return refusal ?? await CheckAsync(user, password, cancellation);
    }

    private async ValueTask<SmtpReply> CheckAsync(string user, string password, CancellationToken cancellation) =>
        await check(user, password, cancellation)
            ? new SmtpReply(235, "2.7.0", "Authentication successful")
            : new SmtpReply(535, "5.7.8", "Authentication credentials invalid");

    private async ValueTask<(string Response, SmtpReply? Refusal)> AskAsync(string question)
    {
        connection.Add(new SmtpReply(334, null, Convert.ToBase64String(Encoding.ASCII.GetBytes(question))));
        var (status, line) = await connection.ReadLineAsync();
        if (status != SmtpLineStatus.Complete)
            return ("", NoBase64);
        return line.Span.SequenceEqual("*"u8) ? ("", Cancelled) : Decode(Encoding.ASCII.GetString(line.Span));
    }

    private static (string Response, SmtpReply? Refusal) Decode(string base64)
    {
        // A lone equals sign stands for an empty initial response.
        if (base64 == "=")
            return ("", null);
        return Base64.IsValid(base64)
            ? (Encoding.UTF8.GetString(Convert.FromBase64String(base64)), null)
            : ("", NoBase64);
    }
}
