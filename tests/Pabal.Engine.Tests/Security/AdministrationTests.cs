using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Security;

public sealed class AdministrationTests : IDisposable
{
    private readonly Broker broker = new(long.MaxValue);
    private readonly FakeClient client = new();

    public AdministrationTests()
    {
        Administration.PutUser(new UserDefinition("user"));
        Administration.PutPermission("/", "user", new Permission("^own", "^own", "^own"));
    }

    private Administration Administration => broker.Administration;

    public void Dispose() => broker.Dispose();

    [Fact]
    public void VirtualHosts_AreApart()
    {
        Administration.PutVirtualHost("second").ShouldBeTrue();
        Administration.PutVirtualHost("second").ShouldBeFalse();
        Declare("second", "q");

        broker.TryGetVirtualHost("/", out var first).ShouldBeTrue();
        first.HasQueue("q").ShouldBeFalse();
    }

    [Fact]
    public void PutVirtualHost_WithAnotherDescription_KeepsWhatIsInIt()
    {
        Administration.PutVirtualHost("second");
        Declare("second", "q");

        Administration.PutVirtualHost(new VirtualHostDefinition("second") { Description = "d", Tags = ["t"] }).ShouldBeFalse();

        broker.TryGetVirtualHost("second", out var host).ShouldBeTrue();
        host.HasQueue("q").ShouldBeTrue();
        Administration.FindVirtualHost("second")!.Description.ShouldBe("d");
    }

    [Fact]
    public void MayImpersonate_FollowsTheTag()
    {
        using var access = broker.Connect("user", "/", client);
        access.MayImpersonate.ShouldBeFalse();

        Administration.PutUser(new UserDefinition("user") { Tags = ["administrator", "impersonator"] });

        access.MayImpersonate.ShouldBeTrue();
    }

    [Fact]
    public void DeleteVirtualHost_EndsItsClientsAndConsumersAndKeepsNothing()
    {
        Administration.PutVirtualHost("second");
        Administration.PutPermission("second", "user", Permission.All);
        broker.TryGetVirtualHost("second", out var host).ShouldBeTrue();
        var queue = Declare("second", "q");
        var target = new FakeTarget();
        queue.Subscribe(new Consumer(queue, "tag", target));
        using var access = broker.Connect("user", "second", client);
        using var stays = broker.Connect("user", "/", new FakeClient());

        Administration.DeleteVirtualHost("second").ShouldBeTrue();

        client.Reasons.ShouldBe(["vhost 'second' is deleted"]);
        ((FakeClient)stays.Client).Reasons.ShouldBeEmpty();
        queue.IsDeleted.ShouldBeTrue();
        target.QueueDeletions.ShouldBe(1);
        Should.Throw<BrokerException>(() => host.DeclareQueue(Plain("late"), this));
        Should.Throw<BrokerException>(() => broker.Connect("user", "second", client)).Message.ShouldBe("vhost second not found");
        Administration.GetPermissions("user").ShouldHaveSingleItem().VirtualHost.ShouldBe("/");
        Administration.DeleteVirtualHost("second").ShouldBeFalse();
        Administration.PutVirtualHost("second").ShouldBeTrue();
        Administration.GetPermissions("user").Count.ShouldBe(1);
    }

    [Fact]
    public void DeleteUser_EndsItsClientsAndTakesItsRights()
    {
        var access = broker.Connect("user", "/", client);
        access.Allows(AccessRight.Read, ResourceKind.Queue, "own").ShouldBeTrue();

        Administration.DeleteUser("user").ShouldBeTrue();

        client.Reasons.ShouldBe(["user 'user' is deleted"]);
        access.Allows(AccessRight.Read, ResourceKind.Queue, "own").ShouldBeFalse();
        Administration.PutUser(new UserDefinition("user"));
        Administration.GetPermissions("user").ShouldBeEmpty();
        Should.Throw<BrokerException>(() => broker.Connect("user", "/", client))
            .Message.ShouldBe("access to vhost '/' refused for user 'user'");
    }

    [Fact]
    public void Limits_OfConnections_CountThoseThatAreOpen()
    {
        Administration.SetUserLimits("user", new UserLimits(MaxConnections: 1));
        var first = broker.Connect("user", "/", client);

        Should.Throw<BrokerException>(() => broker.Connect("user", "/", client))
            .Message.ShouldBe("connection refused for user 'user': user connection limit (1) is reached");
        Administration.SetVirtualHostLimits("/", new VirtualHostLimits(MaxConnections: 1));
        Should.Throw<BrokerException>(() => broker.Connect("user", "/", client))
            .Message.ShouldBe("access to vhost '/' refused for user 'user': connection limit (1) is reached");
        first.Dispose();
        broker.Connect("user", "/", client).Dispose();
        Administration.SetVirtualHostLimits("/", new VirtualHostLimits(MaxConnections: 0));
        Should.Throw<BrokerException>(() => broker.Connect("user", "/", client));
        Administration.SetVirtualHostLimits("/", new VirtualHostLimits(MaxConnections: -1));
        broker.Connect("user", "/", client).Dispose();
    }

    [Fact]
    public void Limits_OfChannels_CountThoseOfAllConnections()
    {
        Administration.SetUserLimits("user", new UserLimits(MaxChannels: 2));
        using var first = broker.Connect("user", "/", client);
        var second = broker.Connect("user", "/", client);
        first.OpenChannel();
        second.OpenChannel();

        Should.Throw<BrokerException>(first.OpenChannel).Message
            .ShouldBe("number of channels opened for user 'user' has reached the maximum allowed user limit of (2)");
        second.Dispose();
        first.OpenChannel();
        Should.Throw<BrokerException>(first.OpenChannel);
        first.CloseChannel();
        first.OpenChannel();
    }

    [Fact]
    public void Limits_OfQueues_CountWhatClientsDeclare()
    {
        Administration.SetVirtualHostLimits("/", new VirtualHostLimits(MaxQueues: 1));
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        host.CreateInternalQueue("internal", this);
        Declare("/", "q");
        Declare("/", "q");

        Should.Throw<BrokerException>(() => Declare("/", "r"))
            .Message.ShouldBe("cannot declare queue 'r': queue limit in vhost '/' (1) is reached");
        host.DeleteQueue("q", this, false, false);
        Declare("/", "r");
    }

    [Fact]
    public void Publisher_WhoseRightIsTaken_IsRefusedWithTheNextMessage()
    {
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        host.DeclareExchange(new ExchangeDefinition("own", "topic", false, false, false, FieldTable.Empty));
        using var access = broker.Connect("user", "/", client);
        var publisher = new Publisher(host, new FlushSet(), access);
        var envelope = MessageEnvelope.Encode("own", "key");
        publisher.Resolve(envelope).ShouldBeSameAs(publisher.Resolve(envelope));

        Administration.PutTopicPermission("/", "user", new TopicPermission("own", "^other$", ".*"));
        Should.Throw<BrokerException>(() => publisher.Resolve(envelope))
            .Message.ShouldBe("access to topic 'key' in exchange 'own' in vhost '/' refused for user 'user'");
        Administration.DeleteTopicPermission("/", "user", "own");
        publisher.Resolve(envelope);
        Administration.PutPermission("/", "user", new Permission("", "", ""));
        Should.Throw<BrokerException>(() => publisher.Resolve(envelope))
            .Message.ShouldBe("access to exchange 'own' in vhost '/' refused for user 'user'");
    }

    [Fact]
    public void Publisher_WhoseRightIsTaken_IsRefusedWithAnotherKeyToo()
    {
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        host.DeclareExchange(new ExchangeDefinition("own", "topic", false, false, false, FieldTable.Empty));
        using var access = broker.Connect("user", "/", client);
        var publisher = new Publisher(host, new FlushSet(), access);
        publisher.Resolve(MessageEnvelope.Encode("own", "first"));
        publisher.Resolve(MessageEnvelope.Encode("own", "second"));

        Administration.PutPermission("/", "user", new Permission("", "", ""));

        Should.Throw<BrokerException>(() => publisher.Resolve(MessageEnvelope.Encode("own", "third")))
            .Message.ShouldBe("access to exchange 'own' in vhost '/' refused for user 'user'");
    }

    [Fact]
    public void Publisher_ThatListsATopic_NeedsTheRightToWriteThere()
    {
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        Administration.PutPermission("/", "user", new Permission("", @"^amq\.default$", ""));
        using var access = broker.Connect("user", "/", client);
        var publisher = new Publisher(host, new FlushSet(), access);
        publisher.Resolve(MessageEnvelope.Encode("", "queue://a,queue://b"));

        Should.Throw<BrokerException>(() => publisher.Resolve(MessageEnvelope.Encode("", "a,topic://b")))
            .Message.ShouldBe("access to exchange 'amq.topic' in vhost '/' refused for user 'user'");
        Administration.PutPermission("/", "user", new Permission("", @"^amq\.(default|topic)$", ""));
        publisher.Resolve(MessageEnvelope.Encode("", "a,topic://b"));
    }

    [Theory]
    [InlineData("{username}.x", "user.x", true)]
    [InlineData("^{vhost}-{username}$", "/-user", true)]
    [InlineData("^{username}", "other", false)]
    public void TopicPermission_WithVariables_MeansTheirValues(string pattern, string key, bool expected)
    {
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        Administration.PutTopicPermission("/", "user", new TopicPermission("amq.topic", pattern, ""));
        using var access = broker.Connect("user", "/", client);

        var check = () => access.RequireTopic(AccessRight.Write, host.GetExchange("amq.topic"), key);

        if (expected)
            check();
        else
            Should.Throw<BrokerException>(check);
    }

    [Fact]
    public void Changes_ThatCannotBeMade_SayWhy()
    {
        Refused(() => Administration.PutUser(new UserDefinition("")), "1 to 255 octets");
        Refused(() => Administration.PutUser(new UserDefinition(new string('x', 256))), "1 to 255 octets");
        Refused(() => Administration.PutUser(new UserDefinition("a\nb")), "control characters");
        Refused(() => Administration.PutUser("x", ""), "password");
        Refused(() => Administration.SetPassword("nobody", "x"), "no user 'nobody'");
        Refused(() => Administration.PutVirtualHost(""), "1 to 255 octets");
        Refused(() => Administration.PutPermission("nowhere", "user", Permission.All), "no virtual host 'nowhere'");
        Refused(() => Administration.PutPermission("/", "nobody", Permission.All), "no user 'nobody'");
        Refused(() => Administration.PutPermission("/", "user", new Permission("(", "", "")), "no regular expression");
        Refused(() => Administration.PutTopicPermission("/", "user", new TopicPermission("x", "", "[")), "no regular expression");
        Administration.GetPermissions("user").ShouldHaveSingleItem().Permission.Configure.ShouldBe("^own");

        static void Refused(Action change, string why) => Should.Throw<AdministrationException>(change).Message.ShouldContain(why);
    }

    private Queue Declare(string virtualHost, string name)
    {
        broker.TryGetVirtualHost(virtualHost, out var host).ShouldBeTrue();
        return host.DeclareQueue(Plain(name), this);
    }

    private static QueueDefinition Plain(string name) => new(name, false, false, false, FieldTable.Empty);
}
