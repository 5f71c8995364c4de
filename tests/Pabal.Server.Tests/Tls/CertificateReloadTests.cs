using Pabal.Server.Tests.Amqp;

namespace Pabal.Server.Tests.Tls;

/// <summary>New certificates serve new connections without a restart, broken ones nobody.</summary>
public sealed class CertificateReloadTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private TlsBroker tls = null!;

    public async ValueTask InitializeAsync() => tls = await TlsBroker.StartAsync(time: time);

    public ValueTask DisposeAsync()
    {
        var disposal = tls.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        return disposal;
    }

    [Fact]
    public async Task Files_ThatChange_AreServedOnceTheyStandStill()
    {
        await using var before = await tls.OpenAsync();
        (await tls.CertificateForAsync("localhost")).ShouldBe("localhost");

        Replace("second");
        time.Advance(TimeSpan.FromSeconds(5));
        (await tls.CertificateForAsync("localhost")).ShouldBe("localhost");
        time.Advance(TimeSpan.FromSeconds(5));

        (await tls.CertificateForAsync("localhost")).ShouldBe("second");
        await tls.LoggedAsync("Information: New TLS connections get the certificate CN=second");
        await before.ExpectNothingMoreAsync();
    }

    [Fact]
    public async Task Files_ThatAreBroken_LeaveTheOldCertificateUntilTheyAreMended()
    {
        File.WriteAllText(tls.Certificates.CertificateFile, "not a certificate");
        time.Advance(TimeSpan.FromSeconds(10));
        (await tls.CertificateForAsync("localhost")).ShouldBe("localhost");
        await tls.LoggedAsync($"Error: The certificates were not reloaded, the old ones stay: Amqp:Tls:CertificateFile is '{tls.Certificates.CertificateFile}'");
        time.Advance(TimeSpan.FromSeconds(60));
        tls.Log.Count(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBe(1);

        File.Delete(tls.Certificates.CertificateFile);
        time.Advance(TimeSpan.FromSeconds(10));
        (await tls.CertificateForAsync("localhost")).ShouldBe("localhost");

        Replace("mended");
        time.Advance(TimeSpan.FromSeconds(10));
        (await tls.CertificateForAsync("localhost")).ShouldBe("mended");
    }

    [Fact]
    public async Task Key_ThatFollowsItsCertificate_IsWaitedFor()
    {
        var key = await File.ReadAllTextAsync(tls.Certificates.KeyFile);
        Replace("second");
        var newKey = await File.ReadAllTextAsync(tls.Certificates.KeyFile);
        await File.WriteAllTextAsync(tls.Certificates.KeyFile, key);
        time.Advance(TimeSpan.FromSeconds(5));
        await File.WriteAllTextAsync(tls.Certificates.KeyFile, newKey);
        time.Advance(TimeSpan.FromSeconds(10));

        (await tls.CertificateForAsync("localhost")).ShouldBe("second");
        tls.Log.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_ThatAreTurnedToOtherFiles_AreNoticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        // As secrets are mounted: the file is a link through a link to a folder, and that one is replaced.
        var certificates = tls.Certificates;
        foreach (var name in new[] { "first", "second" })
        {
            Directory.CreateDirectory(certificates.PathOf(name));
            certificates.Write($"{name}/tls", certificates.Authority.IssueServer(name));
        }
        Directory.CreateSymbolicLink(certificates.PathOf("current"), "first");
        foreach (var kind in new[] { "crt", "key" })
            File.CreateSymbolicLink(certificates.PathOf($"linked.{kind}"), $"current/tls.{kind}");
        await using var linked = await PabalBroker.StartAsync(
            options =>
            {
                certificates.Configure(options);
                options.Amqp.Tls.CertificateFile = certificates.PathOf("linked.crt");
                options.Amqp.Tls.KeyFile = certificates.PathOf("linked.key");
            },
            time: time);
        var port = linked.AmqpsEndPoint!.Port;
        await (await AmqpTestClient.ConnectTlsAsync(port, certificates.Client(host: "first"))).DisposeAsync();

        Directory.Delete(certificates.PathOf("current"));
        Directory.CreateSymbolicLink(certificates.PathOf("current"), "second");
        time.Advance(TimeSpan.FromSeconds(10));

        await (await AmqpTestClient.ConnectTlsAsync(port, certificates.Client(host: "second"))).DisposeAsync();
    }

    [Fact]
    public async Task ReloadCertificates_ReadsAtOnce()
    {
        Replace("second");
        tls.Broker.ReloadCertificates();
        (await tls.CertificateForAsync("localhost")).ShouldBe("second");

        File.WriteAllText(tls.Certificates.KeyFile, "");
        var problem = Should.Throw<InvalidOptionException>(tls.Broker.ReloadCertificates);
        problem.Key.ShouldBe("Amqp:Tls:KeyFile");
        (await tls.CertificateForAsync("localhost")).ShouldBe("second");
    }

    [Fact]
    public async Task ReloadCertificates_WithoutTls_SaysSo()
    {
        await using var plain = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);

        Should.Throw<InvalidOperationException>(plain.ReloadCertificates);

        (plain.AmqpsEndPoint, plain.AmqpsUri).ShouldBe((null, null));
    }

    [Fact]
    public async Task Reload_SwitchedOff_WaitsToBeAskedFor()
    {
        await using var manual = await TlsBroker.StartAsync((options, _) => options.Amqp.Tls.ReloadSeconds = 0, time);
        manual.Certificates.Write("server", manual.Certificates.Authority.IssueServer("second"));

        time.Advance(TimeSpan.FromMinutes(1));

        (await manual.CertificateForAsync("localhost")).ShouldBe("localhost");
        manual.Broker.ReloadCertificates();
        (await manual.CertificateForAsync("localhost")).ShouldBe("second");
    }

    private void Replace(string host) => tls.Certificates.Write("server", tls.Certificates.Authority.IssueServer(host));
}
