using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mailroom.Mail.Tests.Listening;

/// <summary>Says exactly what a test wants said.</summary>
internal sealed class SmtpTestClient : IAsyncDisposable
{
    private readonly TcpClient client = new();
    private Stream stream = Stream.Null;

    /// <summary>Connects and reads the greeting.</summary>
    public static async Task<SmtpTestClient> ConnectAsync(int port)
    {
        var opened = await OpenAsync(port);
        (await opened.ReadReplyAsync()).ShouldStartWith("220 ");
        return opened;
    }

    /// <summary>Connects and reads nothing.</summary>
    public static async Task<SmtpTestClient> OpenAsync(int port)
    {
        var opened = new SmtpTestClient();
        await opened.client.ConnectAsync(IPAddress.Loopback, port).WithinAsync();
        opened.stream = opened.client.GetStream();
        return opened;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] octets) => await stream.WriteAsync(octets).AsTask().WithinAsync();

    /// <summary>Sends a command line and reads its reply.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadReplyAsync();
    }

    /// <summary>EHLO, MAIL, RCPT and DATA, up to where the content begins.</summary>
    public async Task BeginDataAsync()
    {
        (await AskAsync("EHLO client.test")).ShouldStartWith("250-");
        (await AskAsync("MAIL FROM:<a@client.test>")).ShouldStartWith("250 ");
        (await AskAsync("RCPT TO:<b@example.test>")).ShouldStartWith("250 ");
        (await AskAsync("DATA")).ShouldStartWith("354 ");
    }

    /// <summary>One reply of one line or more, without the last CRLF; empty when the server has closed.</summary>
    public async Task<string> ReadReplyAsync()
    {
        var reply = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync();
            reply.Append(line);
            if (line is null or { Length: < 4 } || line[3] != '-')
                return reply.ToString();
            reply.Append('\n');
        }
    }

    /// <param name="certificate">The only one that is trusted.</param>
    public async Task SecureAsync(X509Certificate2 certificate)
    {
        var secured = new SslStream(
            stream, leaveInnerStreamOpen: false, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString());
        await secured.AuthenticateAsClientAsync("localhost").WithinAsync();
        stream = secured;
    }

    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await stream.ReadAsync(new byte[1]).AsTask().WithinAsync() == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        client.Dispose();
    }

    private async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet).AsTask().WithinAsync() == 1)
        {
            line.Add(octet[0]);
            if (line is [.., (byte)'\r', (byte)'\n'])
                return Encoding.UTF8.GetString([.. line[..^2]]);
        }
        return null;
    }
}
