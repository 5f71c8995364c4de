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
}
