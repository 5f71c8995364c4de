using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Routing;

public class TopicBindingsProperties
{
    private const string LongWord = "too long for sixteen octets";

    private static readonly Gen<string> keys = Topics("a", "b", "", "aa", LongWord);
    private static readonly Gen<string> patterns = Topics("a", "b", "", "#", "*", "#", LongWord);

    [Fact]
    public void Match_AfterRandomAdditionsAndRemovals_AgreesWithTheModel()
    {
        var cases =
            from added in patterns.ListOf()
            from removals in Gen.Choose(0, 2).ListOf(added.Count)
            from routingKeys in keys.ListOf(10)
            select (Added: added.ToArray(), Removals: removals.ToArray(), Keys: routingKeys.ToArray());

        Prop.ForAll(cases.ToArbitrary(), sample => Agrees(sample.Added, sample.Removals, sample.Keys))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(40));
    }

    [Fact]
    public void Match_ManyPatterns_AgreesWithTheModel()
    {
        var random = new Random(11);
        var bound = new HashSet<string>();
        var index = new TopicBindings();
        // Patterns with wildcards match most keys soon, so few of them are enough.
        while (bound.Count < 3000)
            bound.Add(Topic(random, bound.Count % 100 == 0));
        foreach (var pattern in bound)
            index.Add(new NamedDestination(pattern).Bind(pattern));

        for (var i = 0; i < 200; i++)
        {
            var key = Topic(random, mayBeWild: false);
            index.Names(key).ShouldBe(bound.Where(pattern => TopicModel.Matches(pattern, key)).Order(StringComparer.Ordinal));
        }
    }

    private static string Topic(Random random, bool mayBeWild)
    {
        var words = new string[random.Next(1, 5)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = mayBeWild && random.Next(2) == 0
                ? random.Next(2) == 0 ? "*" : "#"
                : new string((char)('a' + random.Next(5)), random.Next(8) * 5);
        }
        return string.Join('.', words);
    }

    private static bool Agrees(string[] added, int[] removals, string[] routingKeys)
    {
        var index = new TopicBindings();
        // Few queues for many patterns, so that one queue holds several bindings that match the same key.
        NamedDestination[] queues = [new("q0"), new("q1"), new("q2")];
        var bindings = added.Select((pattern, i) => queues[i % 3].Bind(pattern)).ToList();
        foreach (var binding in bindings)
            index.Add(binding);
        var kept = bindings.Where((_, i) => removals[i] != 0).ToList();
        foreach (var binding in bindings.Where((_, i) => removals[i] == 0))
            index.Remove(binding);

        var agree = routingKeys.All(key => index.Names(key).SequenceEqual(
            kept.Where(binding => TopicModel.Matches(binding.RoutingKey, key))
                .Select(binding => binding.Destination.Name).Distinct().Order(StringComparer.Ordinal)));
        foreach (var binding in kept)
            index.Remove(binding);
        return agree && index.IsEmpty;
    }

    private static Gen<string> Topics(params string[] words) =>
        from count in Gen.Choose(0, 6)
        from topic in Gen.Elements(words).ListOf(count)
        select string.Join('.', topic);
}
