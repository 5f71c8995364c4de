using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Virtual hosts, limits, and what happens to those who are connected when theirs is deleted.</summary>
public class TenantScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    // RabbitMQ counts connections and channels by events that arrive a little later.
    private static readonly TimeSpan Counting = TimeSpan.FromMilliseconds(300);

    [Fact]
    public Task VirtualHosts_ShareNothing() => CompareAsync(async (s, c) =>
    {
        await s.Administration.AddVirtualHostAsync(s.Names.Of("vhost"));
        var other = s.Connect("other", virtualHost: s.Names.Of("vhost")).Channel("other");
        await c.DeclareAsync("q", QueueTraits.Durable);
        await other.CountAsync("q");
        await other.DeclareAsync("q");
        await c.SendAsync("q", "here");
        await other.CountAsync("q");
        await other.CheckExchangeAsync("amq.topic");
        await other.CheckExchangeAsync("amq.match");
        await other.CheckExchangeAsync("amq.headers");
        await other.CheckExchangeAsync("amq.rabbitmq.trace");
        await other.DeclareAsync("amq.gen-x");
        await other.BindAsync("q", "missing", "k");
    });

    [Fact]
    public Task DeletedVirtualHost_ClosesItsConnections() => CompareAsync(async (s, c) =>
    {
        await s.Administration.AddVirtualHostAsync(s.Names.Of("vhost"));
        var connection = s.Connect("other", virtualHost: s.Names.Of("vhost"));
        await connection.Channel("other").DeclareAsync("q");
        await Task.Delay(Counting);
        await s.Administration.DeleteVirtualHostAsync(s.Names.Of("vhost"));
        // RabbitMQ says either, as it happens.
        await connection.ClosedAsync(reason => reason.Replace("is down", "is deleted", StringComparison.Ordinal));
        await s.Connect("again", virtualHost: s.Names.Of("vhost")).TryOpenAsync();
    });

    [Fact]
    public Task VirtualHost_AddedAgain_IsEmpty() => CompareAsync(async (s, c) =>
    {
        await s.Administration.AddVirtualHostAsync(s.Names.Of("vhost"));
        var first = s.Connect("first", virtualHost: s.Names.Of("vhost"));
        await first.Channel("first").DeclareAsync("q", QueueTraits.Durable);
        await first.CloseAsync();
        await s.Administration.DeleteVirtualHostAsync(s.Names.Of("vhost"));
        await s.Administration.AddVirtualHostAsync(s.Names.Of("vhost"));
        await s.Connect("second", virtualHost: s.Names.Of("vhost")).Channel("second").CountAsync("q");
    });

    [Fact]
    public Task DeletedUser_LosesTheConnections() => CompareAsync(async (s, c) =>
    {
        await s.AddUserAsync("user", ".*", ".*", ".*");
        var connection = s.ConnectAs("user");
        await connection.Channel("user").DeclareAsync("q");
        await Task.Delay(Counting);
        await s.Administration.DeleteUserAsync(s.Names.Of("user"));
        await connection.ClosedAsync();
        await s.ConnectAs("user").TryOpenAsync();
    });

    [Fact]
    public Task QueueLimit_OfAVirtualHost_RefusesFurtherQueues() => CompareAsync(async (s, c) =>
    {
        var vhost = s.Names.Of("vhost");
        await s.Administration.AddVirtualHostAsync(vhost);
        await s.Administration.SetVirtualHostLimitAsync(vhost, "max-queues", 2);
        var other = s.Connect("other", virtualHost: vhost).Channel("other");
        await other.DeclareAsync("one");
        await other.DeclareQuorumAsync("two");
        await other.DeclareAsync("three");
        await other.DeclareAsync("one");
        await other.DeclareAsync("four", QueueTraits.Exclusive);
        await other.DeleteAsync("two");
        await other.DeclareAsync("three");
        await s.Administration.SetVirtualHostLimitAsync(vhost, "max-queues", -1);
        await other.DeclareAsync("four");
    });

    [Fact]
    public Task ConnectionLimit_OfAVirtualHost_RefusesFurtherConnections() => CompareAsync(async (s, c) =>
    {
        var vhost = s.Names.Of("vhost");
        await s.Administration.AddVirtualHostAsync(vhost);
        await s.Administration.SetVirtualHostLimitAsync(vhost, "max-connections", 1);
        var first = s.Connect("first", virtualHost: vhost);
        await first.TryOpenAsync();
        await Task.Delay(Counting);
        await s.Connect("second", virtualHost: vhost).TryOpenAsync();
        await first.CloseAsync();
        await Task.Delay(Counting);
        await s.Connect("third", virtualHost: vhost).TryOpenAsync();
        await s.Administration.SetVirtualHostLimitAsync(vhost, "max-connections", 0);
        await s.Connect("fourth", virtualHost: vhost).TryOpenAsync();
    });

    [Fact]
    public Task ConnectionLimit_OfAUser_RefusesFurtherConnections() => CompareAsync(async (s, c) =>
    {
        var user = await s.AddUserAsync("user", ".*", ".*", ".*");
        await s.Administration.SetUserLimitAsync(user, "max-connections", 1);
        await s.ConnectAs("user").TryOpenAsync();
        await Task.Delay(Counting);
        await s.ConnectAs("user").TryOpenAsync();
        await s.Administration.SetUserLimitAsync(user, "max-connections", -1);
        await s.ConnectAs("user").TryOpenAsync();
    });

    [Fact]
    public Task ChannelLimit_OfAUser_RefusesFurtherChannels() => CompareAsync(async (s, c) =>
    {
        var user = await s.AddUserAsync("user", ".*", ".*", ".*");
        await s.Administration.SetUserLimitAsync(user, "max-channels", 1);
        var connection = s.ConnectAs("user");
        await connection.Channel("first").DeclareAsync("one");
        await Task.Delay(Counting);
        await connection.Channel("second").DeclareAsync("two");
    });
}
