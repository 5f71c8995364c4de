using Pabal.Server.Tests.Tls;
using Pabal.Server.Tls;

namespace Pabal.Interop.Scripts.Tests;

public class PikaTests
{
    private const int SmallMemoryLimit = 32 * 1024 * 1024;

    public static TheoryData<string> Features => ScriptFolder.Find("python", "feature_*.py");

    public static TheoryData<string> Tutorials => ScriptFolder.Find("python", "tutorial_*.py");

    [Theory, MemberData(nameof(Features))]
    public Task Feature_UsedThroughPika_IsAsWithRabbitMq(string script) => ScriptRun.SucceedsAsync(ScriptClient.Pika, script);

    [Theory, MemberData(nameof(Tutorials))]
    public Task Tutorial_FollowedWithPika_ShowsWhatItTeaches(string script) =>
        ScriptRun.SucceedsAsync(ScriptClient.Pika, script);

    [Fact]
    public Task MemoryAlarm_WithPikaPublishing_BlocksAndUnblocksTheConnection() => ScriptRun.SucceedsAsync(
        ScriptClient.Pika, "python/alarm_blocked_connection.py", options => options.MemoryLimit = SmallMemoryLimit);

    [Theory]
    [InlineData("feature_large_messages.py")]
    [InlineData("feature_pipelined_confirms.py")]
    [InlineData("feature_acknowledgements.py")]
    [InlineData("feature_heartbeats.py")]
    public async Task Feature_UsedThroughPikaOverTls_IsTheSame(string script)
    {
        using var certificates = new TestCertificates();
        var ssl = Uri.EscapeDataString($"{{'ca_certs': '{certificates.CaFile}', 'cert_reqs': 2}}");
        await ScriptRun.SucceedsAsync(
            ScriptClient.Pika,
            $"python/{script}",
            broker => [$"amqps://guest:guest@localhost:{broker.AmqpsEndPoint!.Port}/%2F?ssl_options={ssl}"],
            options => certificates.Configure(options));
    }

    [Fact]
    public async Task Certificate_ShownByPika_IsALogin()
    {
        using var certificates = new TestCertificates();
        certificates.Write("client", certificates.Authority.IssueClient("CN=pika, O=Example"));
        await ScriptRun.SucceedsAsync(
            ScriptClient.Pika,
            "python/tls_external.py",
            broker =>
            [
                $"amqps://localhost:{broker.AmqpsEndPoint!.Port}/%2F", certificates.CaFile, certificates.PathOf("client.crt"),
                certificates.PathOf("client.key"),
            ],
            options =>
            {
                certificates.Configure(options, ClientVerification.Require);
                options.DefaultUser = "CN=pika,O=Example";
            });
    }
}
