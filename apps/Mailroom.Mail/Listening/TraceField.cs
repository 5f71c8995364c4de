using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mailroom.Mail.Listening;

/// <summary>The Received field that every server puts before what it takes (RFC 5321, 4.4).</summary>
internal static class TraceField
{
    public static byte[] Create(string clientName, IPAddress client, string hostName, string protocol, string id, DateTimeOffset now)
    {
        var literal = client.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{client}]" : $"[{client}]";
        var date = now.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) +
            now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(
            $"Received: from {clientName} ({literal})\r\n\tby {hostName} with {protocol} id {id};\r\n\t{date}\r\n");
    }
}
