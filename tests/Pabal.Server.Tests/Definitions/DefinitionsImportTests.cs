using System.Text;
using Pabal.Engine;
using Pabal.Server.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Definitions;

/// <summary>What is said of files that are wrong, or not quite right.</summary>
public sealed class DefinitionsImportTests : IDisposable
{
    private readonly Broker broker = new(long.MaxValue);

    public void Dispose() => broker.Dispose();

    [Theory]
    [InlineData("[]", "the file: it must be a JSON object")]
    [InlineData("{", "the file: it is not JSON:*")]
    [InlineData("""{"queues":3}""", "queues: it must be a list")]
    [InlineData("""{"queues":[3]}""", "queues[0]: it must be an object")]
    [InlineData("""{"queues":[{"vhost":"/"}]}""", "queues[0].name: it is missing")]
    [InlineData("""{"queues":[{"name":"q"}]}""", "queues[0].vhost: it is missing*")]
    [InlineData("""{"queues":[{"name":3,"vhost":"/"}]}""", "queues[0].name: it must be a string")]
    [InlineData("""{"queues":[{"name":"\ud800","vhost":"/"}]}""", "queues[0].name: it is not valid Unicode")]
    [InlineData("""{"queues":[{"name":"q","vhost":"none"}]}""", "queues[0]: there is no virtual host 'none'")]
    [InlineData("""{"queues":[{"name":"q","vhost":"/","durable":1}]}""", "queues[0].durable: it must be true or false")]
    [InlineData("""{"queues":[{"name":"q","vhost":"/","arguments":{"x-max-length":-1}}]}""", "queues[0]: invalid arg 'x-max-length'*")]
    [InlineData("""{"queues":[{"name":"q","vhost":"/","arguments":{"x":1e999}}]}""", "queues[0].arguments.x: the number is too large")]
    [InlineData("""{"queues":[{"name":"q","vhost":"/","arguments":{"x-queue-type":"stream"}}]}""", "queues[0]: queues of type 'stream'*")]
    [InlineData("""{"exchanges":[{"name":"x","vhost":"/","type":"strange"}]}""", "exchanges[0]: unknown exchange type 'strange'")]
    [InlineData("""{"bindings":[{"source":"x","destination":"q","destination_type":"y","vhost":"/"}]}""", "bindings[0].destination_type: it must be*")]
    [InlineData("""{"policies":[{"name":"p","vhost":"/","pattern":"","definition":{"foo":1}}]}""", "policies[0]: Validation failed: [{<<\"foo\">>,1}] are not recognised policy settings")]
    [InlineData("""{"policies":[{"name":"p","vhost":"/","pattern":"(","definition":{"max-length":1}}]}""", "policies[0]: Validation failed: pattern should be*")]
    [InlineData("""{"users":[{"name":"u","tags":3}]}""", "users[0].tags: it must be a list")]
    [InlineData("""{"users":[{"name":"u","password_hash":"AAAA"}]}""", "users[0].password_hash:*")]
    [InlineData("""{"users":[{"name":"u","password_hash":"AAAA","hashing_algorithm":"foo"}]}""", "users[0].password_hash:*foo*")]
    [InlineData("""{"permissions":[{"user":"u","vhost":"/","configure":"","write":"","read":""}]}""", "permissions[0]: there is no user 'u'")]
    [InlineData("""{"parameters":[{"component":"operator_policy","name":"o","vhost":"/","value":{"pattern":"","definition":{"overflow":"drop-head"}}}]}""", "parameters[0].value: Validation failed:*")]
    public void Import_OfSomethingWrong_NamesItsPlaceAndChangesNothing(string json, string problem)
    {
        var withMore = json.StartsWith("{\"", StringComparison.Ordinal)
            ? $$"""{"vhosts":[{"name":"more"}],{{json[1..]}}"""
            : json;

        var problems = Should.Throw<DefinitionsException>(() => Import(withMore)).Problems;

        problems.Count.ShouldBe(1);
        problems[0].ShouldMatch($"^{System.Text.RegularExpressions.Regex.Escape(problem).Replace("\\*", ".*")}$");
        broker.Administration.VirtualHosts.Count.ShouldBe(1);
    }

    // RabbitMQ exports the bindings of internal exchanges without these.
    [Fact]
    public void Import_OfABindingToSomethingMissing_LeavesItOutAndSaysSo()
    {
        var result = Import("""{"queues":[{"name":"q","vhost":"/"}],"bindings":[{"source":"x","destination":"q","vhost":"/"}]}""");

        result.Warnings.ShouldHaveSingleItem().ShouldBe("bindings[0]: the binding is left out: no exchange 'x' in vhost '/'");
    }

    [Fact]
    public void Import_OfSeveralThingsThatAreWrong_NamesThemAll() =>
        Should.Throw<DefinitionsException>(() => Import("""
            {"queues":[{"vhost":"/"},{"name":"q","vhost":"/"},{"name":"r"}],"users":[{}]}
            """)).Problems.Count.ShouldBe(3);

    [Fact]
    public void Import_WithAQueueThatIsAnotherOneHere_KeepsItAndSaysSo()
    {
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        host.DeclareQueue(new("q", true, false, false, FullBroker.Table(("x-max-length", FieldValue.Int64(5)))), this);

        var result = Import("""{"queues":[{"name":"q","vhost":"/","durable":true,"arguments":{"x-max-length":6}},{"name":"r","vhost":"/"}]}""");

        result.Warnings.ShouldHaveSingleItem().ShouldBe(
            "queues[0]: what is there stays as it is: inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received '6' but current is '5'");
        host.HasQueue("r").ShouldBeTrue();
    }

    [Fact]
    public void Import_OfWhatOtherVersionsWrite_IsAccepted()
    {
        var result = Import("""
            {"rabbit_version":"3.12.1","product_name":"RabbitMQ","unknown":[1],
             "vhosts":[{"name":"v","description":"d","tags":["t"],"metadata":{"description":"d","tags":["t"]},"limits":[["max-queues",3]]}],
             "users":[{"name":"u","password":"p","tags":"administrator,monitoring","limits":{}}],
             "permissions":[{"user":"u","vhost":"v","configure":".*","write":".*","read":".*"}],
             "topic_permissions":[], "global_parameters":[{"name":"cluster_name","value":"x"}],
             "parameters":[{"component":"shovel","vhost":"v","name":"s","value":{"src-uri":"amqp://"}},
                           {"component":"vhost-limits","vhost":"v","name":"limits","value":{"max-queues":3}}],
             "policies":[{"vhost":"v","name":"p","pattern":"","apply-to":"quorum_queues","definition":{"delivery-limit":3},"priority":0}],
             "queues":[{"name":"amq.gen-abc","vhost":"v","durable":false,"auto_delete":false,"arguments":[],"type":"classic"}],
             "exchanges":[{"name":"x","vhost":"v","type":"topic","durable":true,"auto_delete":false,"arguments":{}}],
             "bindings":[{"source":"","vhost":"v","destination":"amq.gen-abc","destination_type":"queue","routing_key":"amq.gen-abc","arguments":{}},
                         {"source":"x","vhost":"v","destination":"amq.gen-abc","destination_type":"queue","routing_key":"k","arguments":{}}]}
            """);

        result.Warnings.ShouldHaveSingleItem().ShouldStartWith("parameters[0]: component 'shovel'");
        broker.Administration.FindUser("u")!.Tags.ShouldBe(["administrator", "monitoring"]);
        broker.Administration.FindVirtualHost("v")!.Description.ShouldBe("d");
        broker.Administration.GetVirtualHostLimits("v").MaxQueues.ShouldBe(3);
        broker.TryGetVirtualHost("v", out var host).ShouldBeTrue();
        host.HasQueue("amq.gen-abc").ShouldBeTrue();
        host.Describe().Bindings.Count(binding => binding.Source.Length > 0).ShouldBe(1);
    }

    // RabbitMQ 3.10 exports operator policies so, and can't import them itself.
    [Fact]
    public void Import_OfATableThatIsAListOfPairs_TakesItForATable()
    {
        Import("""
            {"parameters":[{"component":"operator_policy","name":"o","vhost":"/",
              "value":{"pattern":"^q","apply-to":"queues","priority":0,"definition":[["expires",5],["max-length",10]]}}]}
            """);

        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        host.Policies.List(isOperator: true).ShouldHaveSingleItem().Definition.TryGet("max-length", out var value).ShouldBeTrue();
        value.AsInteger.ShouldBe(10);
    }

    private DefinitionsImportResult Import(string json) =>
        BrokerDefinitions.Import(broker, Encoding.UTF8.GetBytes(json), null, out _);
}
