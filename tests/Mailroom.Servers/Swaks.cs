using System.Globalization;

namespace Mailroom.Servers;

/// <summary>swaks, which sends one mail and shows the dialogue.</summary>
public static class Swaks
{
    /// <summary>Why it can't be used here; null when it can.</summary>
    public static string? Missing => ServerProcess.Find("swaks") is null ? "swaks is not installed." : null;

    /// <summary>Sends to a port on loopback. The exit code is 0 when the server took the mail.</summary>
    public static Task<(int ExitCode, string Dialogue)> SendAsync(int port, string from, string to, params IEnumerable<string> arguments) =>
        ServerProcess.RunAsync(
            ServerProcess.Find("swaks") ?? throw new ServerException(Missing!),
            ["--server", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--from", from, "--to", to, .. arguments]);
}
