using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Routing;

public class ConsistentHashBindingsTests
{
    private const int Keys = 10_000;

    [Fact]
    public void Match_OfManyKeys_FollowsTheWeights()
    {
        var counts = Counts(Index(("a", "1"), ("b", "2"), ("c", "7")));

        counts["a"].ShouldBeInRange(900, 1100);
        counts["b"].ShouldBeInRange(1850, 2150);
        counts["c"].ShouldBeInRange(6800, 7200);
    }

    [Fact]
    public void Match_OfHugeWeights_FollowsThem()
    {
        var counts = Counts(Index(("a", "3000000000000000000"), ("b", "9000000000000000000")));

        counts["a"].ShouldBeInRange(2300, 2700);
    }

    [Fact]
    public void Add_OfAQueue_TakesItsShareFromAllAndMovesNothingElse()
    {
        var names = Enumerable.Range(0, 9).Select(i => ($"q{i}", "1")).ToArray();
        var before = Index(names);
        var after = Index([.. names, ("new", "1")]);
        var moved = 0;
        for (var i = 0; i < Keys; i++)
        {
            var (from, to) = (Choose(before, $"key {i}"), Choose(after, $"key {i}"));
            if (from == to)
                continue;
            to.ShouldBe("new");
            moved++;
        }

        moved.ShouldBeInRange(900, 1100);
    }

    [Fact]
    public void Remove_OfAQueue_MovesOnlyWhatItHad()
    {
        var index = Index(("a", "1"), ("b", "2"), ("c", "3"));
        var before = Enumerable.Range(0, 1000).Select(i => Choose(index, $"{i}")).ToArray();
        index.Remove(new NamedDestination("b").Bind("2") with { Destination = destinations["b"] });

        for (var i = 0; i < before.Length; i++)
        {
            var now = Choose(index, $"{i}");
            now.ShouldNotBe("b");
            if (before[i] != "b")
                now.ShouldBe(before[i]);
        }
    }

    // Written down from a run: what went to one queue must go there after a restart and after an update.
    [Fact]
    public void Match_OfAKey_IsTheSameForEver() =>
        string.Concat(Enumerable.Range(0, 24).Select(i => Choose(Index(("a", "1"), ("b", "2"), ("c", "1")), $"key {i}")))
            .ShouldBe("bcabacbabbabababbbbbccba");

    [Fact]
    public void Match_WithSeveralBindingsOfAQueue_AddsTheirWeights()
    {
        var index = Index(("a", "1"), ("b", "1"));
        index.Add(destinations["a"].Bind("2"));

        Counts(index)["a"].ShouldBeInRange(7300, 7700);
    }

    [Fact]
    public void Match_WithoutBindings_LeadsNowhere()
    {
        var index = Index();
        var found = new List<IBindingDestination>();
        index.Match("k", FieldTable.Empty, found);

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("message_id")]
    [InlineData("correlation_id")]
    [InlineData("timestamp")]
    public void Match_ByAProperty_SpreadsByIt(string property)
    {
        var index = Index(Arguments(("hash-property", Value(property))), ("a", "1"), ("b", "1"));
        index.DependsOnMessage.ShouldBeTrue();
        var counts = Enumerable.Range(0, 1000).Select(i => Choose(index, "k", new BasicProperties
        {
            MessageId = property == "message_id" ? $"{i}" : null,
            CorrelationId = property == "correlation_id" ? $"{i}" : null,
            Timestamp = property == "timestamp" ? (ulong)i : null,
        })).CountBy(name => name).ToDictionary();

        counts["a"].ShouldBeInRange(430, 570);
        Enumerable.Range(0, 100).Select(i => Choose(index, $"{i}", new BasicProperties())).Distinct().Count()
            .ShouldBe(1, "what lacks the property is together");
    }

    [Fact]
    public void Match_ByAHeader_SpreadsByItsValueInWhateverWidth()
    {
        var index = Index(Arguments(("hash-header", Value("h"))), ("a", "1"), ("b", "1"), ("c", "1"));
        string[] Choices(Func<int, FieldValue> value) => [.. Enumerable.Range(-100, 300).Select(
            i => Choose(index, "k", new BasicProperties { Headers = Arguments(("h", value(i))) }))];

        Choices(i => FieldValue.String($"{i}")).Distinct().Count().ShouldBe(3);
        Choices(i => FieldValue.Int64(i)).ShouldBe(Choices(i => FieldValue.Integer(FieldType.SignedShort, i)));
        Choices(i => FieldValue.Int32(i)).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Publish_WithFurtherKeys_GoesByTheFirstToOneQueue()
    {
        var host = new TestHost();
        host.DeclareExchange("x", "x-consistent-hash");
        var queues = Array.ConvertAll((string[])["a", "b", "c"], name => host.Declare(name));
        foreach (var queue in queues)
            host.Bind(queue.Name, "x", "1");
        var copies = FieldValue.Array([FieldValue.String("k1"), FieldValue.String("k2"), FieldValue.String("k3")]);
        for (var i = 0; i < 30; i++)
            host.Publish("x", "same", "m", Arguments(("CC", copies)));

        queues.Select(queue => host.Drain(queue).Length).Order().ShouldBe([0, 0, 30]);
    }

    private readonly Dictionary<string, NamedDestination> destinations = [];

    private ConsistentHashBindings Index(params (string Name, string Weight)[] bindings) => Index(FieldTable.Empty, bindings);

    private ConsistentHashBindings Index(FieldTable arguments, params (string Name, string Weight)[] bindings)
    {
        var index = (ConsistentHashBindings)ExchangeTypes.CreateIndex("x-consistent-hash", arguments);
        foreach (var (name, weight) in bindings)
            index.Add((destinations[name] = new NamedDestination(name)).Bind(weight));
        return index;
    }

    private static Dictionary<string, int> Counts(ConsistentHashBindings index) =>
        Enumerable.Range(0, Keys).CountBy(i => Choose(index, $"key {i}")).ToDictionary();

    private static string Choose(ConsistentHashBindings index, string key, BasicProperties? properties = null)
    {
        var found = new List<IBindingDestination>();
        var message = new RoutedMessage((properties ?? new BasicProperties()).Encode());
        index.Match([key], ref message, found);
        return found.ShouldHaveSingleItem().Name;
    }
}
