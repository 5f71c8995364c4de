using System.Net;
using System.Net.Sockets;
using Pabal.Server;

namespace Mailroom.Tests;

public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailroom-test-");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task Start_WithNothing_PrintsTheAddressOfThePage()
    {
        using var mailroom = await MailroomProcess.StartAsync(data.FullName);

        mailroom.Page.ShouldMatch("^http://127\\.0\\.0\\.1:[0-9]+/#key=[0-9a-f]{40}$");
        mailroom.Notes.ShouldBeEmpty();
        (await mailroom.Http.GetStringAsync(new Uri("/", UriKind.Relative))).ShouldContain("<title>Mailroom</title>");
        (await mailroom.Http.ReadAsync("/v1/messages"))["items"]!.AsArray().ShouldBeEmpty();
        mailroom.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mail_ToAnybody_IsSentAndComesBack()
    {
        using var mailroom = await MailroomProcess.StartAsync(data.FullName);

        var id = await mailroom.Http.SendAsync("Ann <ann@example.com>", "Grüße", "Hello, 안녕");

        (await mailroom.Http.ReachesAsync(id, "sent")).Kinds().ShouldBeSubsetOf(
            ["accepted", "queued", "started", "sent", "received"]);
        var received = await mailroom.Http.ReceivesAsync("Grüße");
        ((string)received["text"]!).TrimEnd().ShouldBe("Hello, 안녕");
        ((string)received["messageId"]!).ShouldBe(id);
    }

    [Fact]
    public async Task Mail_ToLater_IsSentAtTheThirdAttempt()
    {
        using var mailroom = await MailroomProcess.StartAsync(data.FullName, "--Bot:Retry:First=00:00:00.100");

        var id = await mailroom.Http.SendAsync("later@example.com", "Later");

        var sent = await mailroom.Http.ReachesAsync(id, "sent");
        sent.Kinds().Count(kind => kind == "deferred").ShouldBe(2);
        ((int)sent["attempt"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Mail_ToNever_FailsAtOnceWithTheServersWords()
    {
        using var mailroom = await MailroomProcess.StartAsync(data.FullName);

        var id = await mailroom.Http.SendAsync("never@example.com", "Never");

        var failed = await mailroom.Http.ReachesAsync(id, "failed");
        ((string)failed["detail"]!).ShouldContain("550");
        ((int)failed["attempt"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Terminate_WhileClientsListen_EndsWith0()
    {
        using var mailroom = await MailroomProcess.StartAsync(data.FullName);
        using var events = await mailroom.Http.GetStreamAsync(new Uri("/v1/events", UriKind.Relative));

        (await mailroom.TerminateAsync()).ShouldBe(0);

        mailroom.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_AfterItWasStoppedOrKilled_KeepsEverything(bool isKilled)
    {
        string page, sent, waiting;
        using (var mailroom = await MailroomProcess.StartAsync(data.FullName, "--Bot:Retry:First=00:00:02"))
        {
            page = mailroom.Page;
            sent = await mailroom.Http.SendAsync("ann@example.com", "First");
            await mailroom.Http.ReachesAsync(sent, "sent");
            await mailroom.Http.ReceivesAsync("First");
            waiting = await mailroom.Http.SendAsync("later@example.com", "Second");
            await mailroom.Http.ReachesAsync(waiting, "deferred");
            if (!isKilled)
                (await mailroom.TerminateAsync()).ShouldBe(0);
        }

        using var again = await MailroomProcess.StartAsync(data.FullName, "--Bot:Retry:First=00:00:02");

        new Uri(again.Page).Fragment.ShouldBe(new Uri(page).Fragment);
        ((string)(await again.Http.ReadAsync($"/v1/messages/{sent}"))["state"]!).ShouldBe("sent");
        (await again.Http.ReceivesAsync("First"))["text"].ShouldNotBeNull();
        await again.Http.ReachesAsync(waiting, "sent");
        await again.Http.ReceivesAsync("Second");
    }

    [Fact]
    public async Task Start_OnADirectoryThatIsInUse_EndsWith1()
    {
        using var mailroom = await MailroomProcess.StartAsync(data.FullName);
        using var second = MailroomProcess.Launch(data.FullName, "--Port=0", "--Broker:Port=0");

        (await second.EndsAsync()).ShouldBe(1);

        second.Error.ShouldStartWith("mailroom: ");
    }

    [Theory]
    [InlineData("Port", "many")]
    [InlineData("Run:Broker", "perhaps")]
    [InlineData("Api:MaxRecipients", "0")]
    [InlineData("Bot:Retry:MaxAttempts", "none")]
    public async Task Start_WithAWrongValue_EndsWith2AndNamesTheKey(string key, string value)
    {
        using var mailroom = MailroomProcess.Launch(data.FullName, "--Port=0", "--Broker:Port=0", $"--{key}={value}");

        (await mailroom.EndsAsync()).ShouldBe(2);

        mailroom.Error.Trim().ShouldContain(key);
        mailroom.Error.Trim().Split('\n').ShouldHaveSingleItem();
        Directory.Exists(Path.Combine(data.FullName, "broker")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_WithAnotherBroker_StartsNone()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);

        using var mailroom = await MailroomProcess.StartAsync(data.FullName, $"--Broker:Uri=amqp://guest:guest@{broker.AmqpEndPoint}");
        var id = await mailroom.Http.SendAsync("ann@example.com", "Over another broker");

        await mailroom.Http.ReachesAsync(id, "sent");
        Directory.Exists(Path.Combine(data.FullName, "broker")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_WhereTheBrokersPortIsTaken_TakesAnotherAndSaysSo()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 5672);
        try
        {
            somebody.Start();
        }
        catch (SocketException)
        {
            // Then somebody else has it.
        }

        using var mailroom = await MailroomProcess.StartAsync(data.FullName, "--Broker:Port=");

        mailroom.Notes.ShouldHaveSingleItem().ShouldStartWith("Port 5672 is taken: AMQP clients connect to amqp://127.0.0.1:");
    }
}
