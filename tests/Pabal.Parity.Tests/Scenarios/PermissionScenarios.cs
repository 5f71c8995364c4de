using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>What a user may do, method by method, with the texts of the refusals.</summary>
public class PermissionScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    private const string Nothing = "^$";

    [Fact]
    public Task NoPermissions_RefuseEachMethod() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.DeclareExchangeAsync("x", "direct");
        await c.DeclareExchangeAsync("y", "direct");
        await s.AddUserAsync("user", Nothing, Nothing, Nothing);
        var user = s.ConnectAs("user").Channel("user");
        await user.DeclareAsync("new");
        await user.DeclareAsync("q");
        await user.CountAsync("q");
        await user.DeleteAsync("q");
        await user.PurgeAsync("q");
        await user.BindAsync("q", "x", "k");
        await user.UnbindAsync("q", "x", "k");
        await user.DeclareExchangeAsync("new", "direct");
        await user.CheckExchangeAsync("x");
        await user.DeleteExchangeAsync("x");
        await user.BindExchangeAsync("y", "x", "k");
        await user.UnbindExchangeAsync("y", "x", "k");
        await user.PublishAsync("x", "k", "a");
        await user.PublishAsync("", "q", "a");
        await user.GetAsync("q");
        await user.ConsumeAsync("q", "c1");
        await user.DeclareAsync("");
    });

    [Fact]
    public Task NoPermissions_ComeAfterWhetherThingsExist() => CompareAsync(async (s, c) =>
    {
        await s.AddUserAsync("user", Nothing, Nothing, Nothing);
        var user = s.ConnectAs("user").Channel("user");
        await user.CountAsync("missing");
        await user.DeleteAsync("missing");
        await user.PurgeAsync("missing");
        await user.CheckExchangeAsync("missing");
        await user.DeleteExchangeAsync("missing");
        await user.PublishAsync("missing", "k", "a");
        await user.GetAsync("missing");
        await user.ConsumeAsync("missing", "c1");
        await user.BindAsync("missing", "also-missing", "k");
    });

    [Fact]
    public Task PartialPermissions_AllowWhatTheyMatch() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "direct");
        await c.DeclareExchangeAsync("closed", "direct");
        await c.DeclareAsync("theirs");
        await s.AddUserAsync("user", s.Pattern("mine"), s.Pattern("(mine|x)"), s.Pattern("(mine|x)"));
        var user = s.ConnectAs("user").Channel("user");
        await user.DeclareAsync("mine");
        await user.DeclareAsync("other");
        await user.BindAsync("mine", "x", "k");
        await user.BindAsync("theirs", "x", "k");
        await user.BindAsync("mine", "closed", "k");
        await user.BindExchangeAsync("x", "closed", "k");
        await user.PublishAsync("x", "k", "a");
        await user.DrainAsync("mine", 1);
        await user.GetAsync("theirs");
        await user.PublishAsync("", "mine", "by the default exchange");
    });

    [Fact]
    public Task DeadLetterArguments_NeedPermissionsForTheirExchange() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("dlx", "fanout");
        await s.AddUserAsync("user", s.Pattern("mine"), Nothing, Nothing);
        var user = s.ConnectAs("user").Channel("user");
        await user.DeclareAsync("mine-1", ("x-dead-letter-exchange", "@dlx"));
        await user.DeclareAsync("mine-2", ("x-dead-letter-exchange", ""));
        await s.Administration.SetPermissionsAsync("/", s.Names.Of("user"), s.Pattern("mine"), Nothing, ".*");
        user = s.ConnectAs("user").Channel("reader");
        await user.DeclareAsync("mine-3", ("x-dead-letter-exchange", "@dlx"));
        await user.DeclareExchangeAsync("mine-x", "fanout", ("alternate-exchange", "@dlx"));
        await s.Administration.SetPermissionsAsync("/", s.Names.Of("user"), s.Pattern("mine"), ".*", ".*");
        user = s.ConnectAs("user").Channel("writer");
        await user.DeclareAsync("mine-4", ("x-dead-letter-exchange", "@dlx"));
        await user.DeclareExchangeAsync("mine-y", "fanout", ("alternate-exchange", "@dlx"));
    });

    [Fact]
    public Task AlternateExchangeArgument_NeedsPermissionsForIt() => CompareAsync(async (s, c) =>
    {
        await s.AddUserAsync("user", s.Pattern("mine"), Nothing, Nothing);
        var user = s.ConnectAs("user").Channel("user");
        await user.DeclareExchangeAsync("mine-1", "fanout", ("alternate-exchange", "@other"));
        await s.Administration.SetPermissionsAsync("/", s.Names.Of("user"), s.Pattern("mine"), Nothing, s.Pattern("mine"));
        user = s.ConnectAs("user").Channel("reader");
        await user.DeclareExchangeAsync("mine-2", "fanout", ("alternate-exchange", "@other"));
    });

    [Fact]
    public Task ChangedPermissions_CountForNewChannels() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await s.AddUserAsync("user", Nothing, Nothing, Nothing);
        var connection = s.ConnectAs("user");
        await connection.Channel("first").GetAsync("q");
        await s.Administration.SetPermissionsAsync("/", s.Names.Of("user"), Nothing, Nothing, s.Pattern("q"));
        await connection.Channel("second").GetAsync("q");
    });

    [Fact]
    public Task UserIdProperty_OfAnotherUser_IsRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await s.AddUserAsync("user", ".*", ".*", ".*");
        await s.AddUserAsync("impersonator", ".*", ".*", ".*", tags: "impersonator");
        await s.AddUserAsync("administrator", ".*", ".*", ".*", tags: "administrator");
        foreach (var name in new[] { "user", "impersonator", "administrator" })
        {
            var user = s.ConnectAs(name).Channel(name);
            await user.PublishAsync("", "q", "as myself", p => p.UserId = s.Names.Of(name));
            await user.PublishAsync("", "q", "as guest", p => p.UserId = "guest");
        }
        await c.DrainAsync("q");
    });

    [Fact]
    public Task TopicPermissions_RefuseKeysThatDontMatch() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("topic", "topic");
        await c.DeclareExchangeAsync("direct", "direct");
        await c.DeclareAsync("q");
        await s.AddUserAsync("user", ".*", ".*", ".*");
        await s.Administration.SetTopicPermissionsAsync("/", s.Names.Of("user"), s.Names.Of("topic"), "^a\\.", "^b\\.");
        await s.Administration.SetTopicPermissionsAsync("/", s.Names.Of("user"), s.Names.Of("direct"), Nothing, Nothing);
        var user = s.ConnectAs("user").Channel("user");
        await user.PublishAsync("topic", "a.1", "allowed");
        await user.PublishAsync("topic", "b.1", "refused");
        await user.PublishAsync("direct", "any", "not a topic exchange");
        await user.BindAsync("q", "topic", "b.*");
        await user.BindAsync("q", "topic", "a.*");
        await user.UnbindAsync("q", "topic", "a.*");
        await user.BindExchangeAsync("direct", "topic", "a.*");
        await c.BindAsync("q", "topic", "a.*");
    });

    [Fact]
    public Task TopicPermissions_WithVariables_AreFilledIn() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("topic", "topic");
        await s.AddUserAsync("user", ".*", ".*", ".*");
        await s.Administration.SetTopicPermissionsAsync(
            "/", s.Names.Of("user"), s.Names.Of("topic"), "^{username}\\.{vhost}\\.", Nothing);
        var user = s.ConnectAs("user").Channel("user");
        await user.PublishAsync("topic", $"{s.Names.Of("user")}./.x", "allowed");
        await user.PublishAsync("topic", "somebody./.x", "refused");
    });

    [Fact]
    public Task ChangedPassword_CountsForNewConnections() => CompareAsync(async (s, c) =>
    {
        var user = await s.AddUserAsync("user", ".*", ".*", ".*");
        var before = s.ConnectAs("user");
        await before.TryOpenAsync();
        await s.Administration.AddUserAsync(user, "other", "");
        await before.Channel("before").DeclareAsync("q");
        await s.ConnectAs("user").TryOpenAsync();
        await s.Connect("changed", user, "other").TryOpenAsync();
    });

    [Fact]
    public Task Logins_WithWrongCredentialsOrHosts_AreRefused() => CompareAsync(async (s, c) =>
    {
        await s.AddUserAsync("user", ".*", ".*", ".*");
        await s.Connect("wrong password", s.Names.Of("user"), "wrong").TryOpenAsync();
        await s.Connect("unknown user", s.Names.Of("nobody"), "secret").TryOpenAsync();
        await s.Connect("missing host", s.Names.Of("user"), "secret", s.Names.Of("missing")).TryOpenAsync();
        await s.Administration.AddVirtualHostAsync(s.Names.Of("vhost"));
        await s.Connect("no access", s.Names.Of("user"), "secret", s.Names.Of("vhost")).TryOpenAsync();
        await s.Connect("right", s.Names.Of("user"), "secret").TryOpenAsync();
        await s.Administration.ClearPermissionsAsync("/", s.Names.Of("user"));
        await s.Connect("cleared", s.Names.Of("user"), "secret").TryOpenAsync();
    });
}
