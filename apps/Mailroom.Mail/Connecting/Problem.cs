using System.Net.Sockets;
using MailKit;
using MailKit.Security;

namespace Mailroom.Mail.Connecting;

/// <summary>Says for people what went wrong, from the kinds of exception whose text is known to hold no secret.</summary>
internal static class Problem
{
    public static string Describe(Exception exception) => exception switch
    {
        OperationCanceledException or TimeoutException => "The server took too long.",
        SslHandshakeException => "TLS could not be agreed on, or the certificate is not trusted.",
        AuthenticationException => $"The login was refused: {OneLine(exception.Message)}",
        System.Security.Authentication.AuthenticationException => exception.Message,
        CommandException => OneLine(exception.Message),
        SocketException or IOException or ProtocolException or NotSupportedException => OneLine(exception.Message),
        ServiceNotAuthenticatedException => $"The server wants a login: {OneLine(exception.Message)}",
        _ => $"{exception.GetType().Name}.",
    };

    private static string OneLine(string text) =>
        string.Create(Math.Min(text.Length, 500), text, static (line, from) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
}
