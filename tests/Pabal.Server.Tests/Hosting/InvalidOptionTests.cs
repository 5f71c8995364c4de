using System.Security.Authentication;
using Pabal.Server.Tls;

namespace Pabal.Server.Tests.Hosting;

public class InvalidOptionTests
{
    public static TheoryData<string, string, string, Action<PabalOptions>> Wrong => new()
    {
        { "Amqp:Port", "65536", "0 to 65535", options => options.Amqp.Port = 65536 },
        { "Amqp:Port", "-1", "0 to 65535", options => options.Amqp.Port = -1 },
        { "Amqp:Address", "nowhere", "an IP address", options => options.Amqp.Address = "nowhere" },
        { "Amqp:HeartbeatSeconds", "65536", "0 to 65535", options => options.Amqp.HeartbeatSeconds = 65536 },
        { "Amqp:FrameMax", "4095", "4096 to 131072", options => options.Amqp.FrameMax = 4095 },
        { "Amqp:FrameMax", "131073", "4096 to 131072", options => options.Amqp.FrameMax = 131073 },
        { "Amqp:ChannelMax", "0", "1 to 65535", options => options.Amqp.ChannelMax = 0 },
        { "Amqp:MaxMessageSize", "0", "1 to 536870912", options => options.Amqp.MaxMessageSize = 0 },
        { "Amqp:HandshakeTimeoutMs", "99", "100 to 3600000", options => options.Amqp.HandshakeTimeoutMs = 99 },
        { "Amqp:CloseTimeoutMs", "99", "100 to 3600000", options => options.Amqp.CloseTimeoutMs = 99 },
        { "Amqp:MaxConnections", "0", "1 to 2147483647", options => options.Amqp.MaxConnections = 0 },
        { "Amqp:Tls:Port", "65536", "0 to 65535", options => options.Amqp.Tls.Port = 65536 },
        { "Amqp:Tls:Address", "nowhere", "an IP address", options => options.Amqp.Tls.Address = "nowhere" },
        { "Amqp:Tls:Protocols", "1", "Tls12, Tls13 or both", options => options.Amqp.Tls.Protocols = (SslProtocols)1 },
        { "Amqp:Tls:Protocols", "None", "Tls12, Tls13 or both", options => options.Amqp.Tls.Protocols = SslProtocols.None },
        { "Amqp:Tls:VerifyClient", "7", "None, Request or Require", options => options.Amqp.Tls.VerifyClient = (ClientVerification)7 },
        { "Amqp:Tls:LoginName", "7", "DistinguishedName,", options => options.Amqp.Tls.LoginName = (LoginName)7 },
        { "Amqp:Tls:ReloadSeconds", "-1", "0 to 86400", options => options.Amqp.Tls.ReloadSeconds = -1 },
        { "Amqp:Tls:MaxHandshakes", "0", "1 to 65536", options => options.Amqp.Tls.MaxHandshakes = 0 },
        { "Amqp:Tls:CertificateFile", "''", "when Amqp:Tls:KeyFile is set", options => options.Amqp.Tls.KeyFile = "k" },
        {
            "Amqp:Tls:CertificateFile", "''", "when Amqp:Tls:SniCertificates is set",
            options => options.Amqp.Tls.SniCertificates.Add(new() { ServerName = "a", CertificateFile = "c" })
        },
        {
            "Amqp:Tls:CaFile", "''", "when Amqp:Tls:VerifyClient asks",
            options => (options.Amqp.Tls.CertificateFile, options.Amqp.Tls.VerifyClient) = ("c", ClientVerification.Request)
        },
        {
            "Amqp:Tls:VerifyClient", "none", "when Amqp:Tls:CaFile is set",
            options => (options.Amqp.Tls.CertificateFile, options.Amqp.Tls.CaFile) = ("c", "ca")
        },
        { "Amqp:Tls:SniCertificates:0:ServerName", "''", "a host name", options => AddNames(options, "") },
        { "Amqp:Tls:SniCertificates:0:ServerName", "a.*", "a host name", options => AddNames(options, "a.*") },
        { "Amqp:Tls:SniCertificates:1:ServerName", "A", "differ from Amqp:Tls:SniCertificates:0:", options => AddNames(options, "a", "A") },
        {
            "Amqp:Tls:SniCertificates:0:CertificateFile", "''", "name a file",
            options =>
            {
                options.Amqp.Tls.CertificateFile = "c";
                options.Amqp.Tls.SniCertificates.Add(new() { ServerName = "a" });
            }
        },
        { "MemoryLimit", "16777215", "16777216 to", options => options.MemoryLimit = 16777215 },
        { "DiskFreeLimit", "134217727", "134217728 to", options => options.DiskFreeLimit = 134217727 },
        { "DiskFreeLimit", "-1", "134217728 to", options => options.DiskFreeLimit = -1 },
        { "LogFileSize", "1048575", "1048576 to 67108864", options => options.LogFileSize = 1048575 },
        { "DefaultUser", "''", "a name", options => options.DefaultUser = "" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task Start_WithAnInvalidOption_NamesKeyValueAndWhatIsAllowed(
        string key, string value, string allowed, Action<PabalOptions> configure)
    {
        var exception = await Should.ThrowAsync<InvalidOptionException>(async () => await PabalBroker.StartAsync(configure));

        exception.Key.ShouldBe(key);
        exception.Message.ShouldStartWith(key);
        exception.Message.ShouldContain(value);
        exception.Message.ShouldContain(allowed);
        exception.Message.ShouldNotContain("\n");
    }

    private static void AddNames(PabalOptions options, params string[] names)
    {
        options.Amqp.Tls.CertificateFile = "c";
        foreach (var name in names)
            options.Amqp.Tls.SniCertificates.Add(new() { ServerName = name, CertificateFile = "c" });
    }
}
