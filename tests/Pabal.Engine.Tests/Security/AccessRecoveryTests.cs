using Pabal.Engine.Security;
using Pabal.Engine.Tests.Durability;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Security;

/// <summary>Users, virtual hosts and permissions after a crash.</summary>
public class AccessRecoveryTests
{
    private const int FileOctets = 4096;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_HasEverythingAsItWas(bool fromSnapshot)
    {
        var text = "";
        var device = After(broker =>
        {
            Define(broker.Broker.Administration);
            if (fromSnapshot)
                Fill(broker);
            text = Text(broker.Broker.Administration);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        Text(restarted.Broker.Administration).ShouldBe(text);
        restarted.Broker.Authenticator.Authenticate("own", "secret", false).ShouldBe(LoginOutcome.Accepted);
        restarted.Broker.Authenticator.Authenticate("imported", "old", false).ShouldBe(LoginOutcome.Accepted);
        Should.Throw<BrokerException>(() => restarted.Broker.Connect("own", "second", new FakeClient()))
            .Message.ShouldContain("connection limit (0)");
        restarted.Broker.Connect("own", "/", new FakeClient()).Allows(AccessRight.Write, ResourceKind.Queue, "w").ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_HasWhatIsInEachVirtualHost(bool fromSnapshot)
    {
        var device = After(broker =>
        {
            broker.Broker.Administration.PutVirtualHost("second");
            Host(broker, "second").DeclareQueue(new("q", true, false, false, FieldTable.Empty), broker.Owner);
            if (fromSnapshot)
                Fill(broker);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        Host(restarted, "second").HasQueue("q").ShouldBeTrue();
        restarted.VirtualHost.HasQueue("q").ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Restart_AfterAVirtualHostWasDeleted_HasNothingOfIt(bool isMadeAgain, bool fromSnapshot)
    {
        var device = After(broker =>
        {
            var administration = broker.Broker.Administration;
            administration.PutVirtualHost("second");
            administration.PutUser(new UserDefinition("user"));
            administration.PutPermission("second", "user", Permission.All);
            Host(broker, "second").DeclareQueue(new("q", true, false, false, FieldTable.Empty), broker.Owner);
            administration.DeleteVirtualHost("second");
            if (isMadeAgain)
                administration.PutVirtualHost("second");
            if (fromSnapshot)
                Fill(broker);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        restarted.Broker.TryGetVirtualHost("second", out var host).ShouldBe(isMadeAgain);
        (host?.HasQueue("q") ?? false).ShouldBeFalse();
        restarted.Broker.Administration.GetPermissions("user").ShouldBeEmpty();
        restarted.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_AfterTheDefaultVirtualHostWasDeleted_DoesNotMakeItAgain(bool fromSnapshot)
    {
        var device = After(broker =>
        {
            broker.Broker.Administration.PutVirtualHost("only");
            broker.Broker.Administration.DeleteVirtualHost("/");
            if (fromSnapshot)
                Fill(broker, "only");
        });
        var journalled = new Broker(device, new() { FileOctets = FileOctets }, long.MaxValue);

        journalled.TryGetVirtualHost("/", out _).ShouldBeFalse();
        journalled.TryGetVirtualHost("only", out _).ShouldBeTrue();
        journalled.Dispose();
    }

    [Fact]
    public void Change_BeforeTheCrash_IsThereOnlyIfItsMarkWasDurable()
    {
        var broker = new DrivenBroker(new SimulatedDevice(), FileOctets);
        broker.Hold();
        broker.Broker.Administration.PutUser(new UserDefinition("first"));
        var first = broker.Broker.Administration.DefinitionsEnd;
        (first <= broker.Durability.DurableEnd).ShouldBeFalse();
        broker.Commit().ShouldBeTrue();
        (first <= broker.Durability.DurableEnd).ShouldBeTrue();
        broker.Broker.Administration.PutUser(new UserDefinition("second"));
        broker.Broker.Administration.DeleteUser("first");

        using var restarted = new DrivenBroker(broker.Crash(CrashStyle.LosesAll), FileOctets);

        restarted.Broker.Administration.Users.ShouldHaveSingleItem().Name.ShouldBe("first");
    }

    private static void Define(Administration administration)
    {
        administration.PutVirtualHost(new VirtualHostDefinition("second") { Description = "dé", Tags = ["a", "b"] });
        administration.SetVirtualHostLimits("second", new VirtualHostLimits(0, 5));
        administration.SetVirtualHostLimits("/", new VirtualHostLimits(null, 7));
        administration.PutUser(new UserDefinition("own") { PasswordHash = PasswordHash.Create("secret", iterations: 2), Tags = ["administrator"] });
        administration.PutUser(new UserDefinition("imported") { PasswordHash = PasswordHash.Create("old", PasswordAlgorithm.RabbitSha512) });
        administration.PutUser(new UserDefinition("guest"));
        administration.PutUser(new UserDefinition("gone"));
        administration.SetUserLimits("own", new UserLimits(3, -1));
        administration.PutPermission("/", "own", new Permission("c", "w", "r"));
        administration.PutPermission("second", "own", Permission.All);
        administration.PutPermission("second", "guest", Permission.All);
        administration.DeletePermission("second", "guest");
        administration.PutTopicPermission("/", "own", new TopicPermission("amq.topic", "tw", "tr"));
        administration.PutTopicPermission("/", "own", new TopicPermission("other", "ow", "or"));
        administration.DeleteTopicPermission("/", "own", "other");
        administration.DeleteUser("gone");
    }

    private static string Text(Administration administration)
    {
        var lines = new List<string>();
        foreach (var host in administration.VirtualHosts)
            lines.Add($"{host.Name} {host.Description} [{string.Join(',', host.Tags)}] {administration.GetVirtualHostLimits(host.Name)}");
        foreach (var user in administration.Users)
        {
            lines.Add($"{user.Name} {user.LoopbackOnly} {user.PasswordHash?.ToBase64()} [{string.Join(',', user.Tags)}]");
            lines.Add($"{user.Name} {administration.GetUserLimits(user.Name) with { MaxChannels = null }}");
            lines.AddRange(administration.GetPermissions(user.Name).Select(each => $"{user.Name} {each}"));
            lines.AddRange(administration.GetTopicPermissions(user.Name).Select(each => $"{user.Name} {each}"));
        }
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static VirtualHost Host(DrivenBroker broker, string name)
    {
        broker.Broker.TryGetVirtualHost(name, out var host).ShouldBeTrue();
        return host;
    }

    private static SimulatedDevice After(Action<DrivenBroker> use)
    {
        var broker = new DrivenBroker(new SimulatedDevice(), FileOctets);
        broker.Hold();
        use(broker);
        broker.Commit().ShouldBeTrue();
        return broker.Crash(CrashStyle.LosesAll);
    }

    // Until the files with what was defined are gone, so that a snapshot alone has it.
    private static void Fill(DrivenBroker broker, string virtualHost = "/")
    {
        var host = Host(broker, virtualHost);
        // More than once where the log's thread says late that a file is full.
        for (var round = 0; round < 10 && broker.Journal.Log.Statistics()[0].Number == 1; round++)
        {
            for (var i = 0; i < 300; i++)
            {
                host.DeclareExchange(new("filling", "fanout", true, false, false, FieldTable.Empty));
                host.DeleteExchange("filling", ifUnused: false);
            }
            broker.KeepAll();
        }
        broker.Journal.Log.Statistics()[0].Number.ShouldBeGreaterThan(1, "the first file is still there");
    }
}
