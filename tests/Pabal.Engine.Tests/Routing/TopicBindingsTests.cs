using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Routing;

public class TopicBindingsTests
{
    private static readonly string[] keys = ["", ".", "a", "a.", ".a", "a..b", "a.b", "..", "a.b.c"];

    // What RabbitMQ 3.10 routes of the nine keys above.
    [Theory]
    [InlineData("", new[] { "" })]
    [InlineData("#", new[] { "", ".", "a", "a.", ".a", "a..b", "a.b", "..", "a.b.c" })]
    [InlineData("*", new[] { "a" })]
    [InlineData("*.*", new[] { ".", "a.", ".a", "a.b" })]
    [InlineData("*.*.*", new[] { "a..b", "..", "a.b.c" })]
    [InlineData(".", new[] { "." })]
    [InlineData("a.", new[] { "a." })]
    [InlineData("a.#", new[] { "a", "a.", "a..b", "a.b", "a.b.c" })]
    [InlineData("#.a", new[] { "a", ".a" })]
    [InlineData("#.b", new[] { "a..b", "a.b" })]
    [InlineData("a.*.b", new[] { "a..b" })]
    [InlineData("a.#.b", new[] { "a..b", "a.b" })]
    [InlineData("#.#", new[] { "", ".", "a", "a.", ".a", "a..b", "a.b", "..", "a.b.c" })]
    [InlineData("*.#", new[] { ".", "a", "a.", ".a", "a..b", "a.b", "..", "a.b.c" })]
    [InlineData("#.*", new[] { ".", "a", "a.", ".a", "a..b", "a.b", "..", "a.b.c" })]
    [InlineData("a..b", new[] { "a..b" })]
    [InlineData("..", new[] { ".." })]
    [InlineData("a.**", new string[0])]
    [InlineData("##", new string[0])]
    public void Match_EmptyWordsAndWildcards_AsRabbitMQ(string pattern, string[] expected)
    {
        var index = new TopicBindings();
        index.Add(new NamedDestination("q").Bind(pattern));

        keys.Where(key => index.Names(key).Length == 1).ShouldBe(expected);
    }

    [Fact]
    public void Match_WildcardCharactersInTheKey_AreOrdinaryWords()
    {
        var index = new TopicBindings();
        index.Add(new NamedDestination("literal").Bind("a.b"));
        index.Add(new NamedDestination("star").Bind("a.*"));
        index.Add(new NamedDestination("hash").Bind("a.#"));

        index.Names("a.#").ShouldBe(["hash", "star"]);
        index.Names("#").ShouldBeEmpty();
    }

    [Fact]
    public void Remove_Everything_LeavesNoNodes()
    {
        var index = new TopicBindings();
        var queue = new NamedDestination("q");
        string[] patterns = ["a.b.c", "a.b", "a.*.c", "#.c", "#", "", "a.#.#"];
        foreach (var pattern in patterns)
            index.Add(queue.Bind(pattern));
        foreach (var pattern in patterns)
        {
            index.IsEmpty.ShouldBeFalse();
            index.Remove(queue.Bind(pattern));
        }

        index.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Remove_PatternThatIsAPrefixOfAnother_KeepsTheLonger()
    {
        var index = new TopicBindings();
        var queue = new NamedDestination("q");
        index.Add(queue.Bind("a.b"));
        index.Add(queue.Bind("a.b.c"));

        index.Remove(queue.Bind("a.b"));

        index.Names("a.b").ShouldBeEmpty();
        index.Names("a.b.c").ShouldBe(["q"]);
    }

    // Without a bound on the walk these would take some 10^30 steps.
    [Fact(Timeout = 20_000)]
    public Task Match_ManyHashesAndALongKey_EndsSoon() => Task.Run(() =>
    {
        var index = new TopicBindings();
        for (var hashes = 1; hashes <= 60; hashes++)
        {
            index.Add(new NamedDestination("end").Bind(string.Join(".a.", Enumerable.Repeat("#", hashes)) + ".end"));
            index.Add(new NamedDestination("b").Bind(string.Join('.', Enumerable.Repeat("#", hashes)) + ".b"));
        }
        var key = string.Join('.', Enumerable.Repeat("a", 127));

        index.Names(key).ShouldBeEmpty();
        index.Names(key + ".b").ShouldBe(["b"]);
        index.Names(key + ".end").ShouldBe(["end"]);
    }, TestContext.Current.CancellationToken);

    [Fact]
    public void Match_PatternAndKeyOfManyLevels_DoesNotExhaustTheStack()
    {
        var index = new TopicBindings();
        var levels = new string('.', 60_000);
        index.Add(new NamedDestination("q").Bind(levels));

        index.Names(levels).ShouldBe(["q"]);
        index.Remove(new NamedDestination("q").Bind(levels));
    }

    [Fact]
    public void Match_SecondTime_AllocatesNothing()
    {
        var index = new TopicBindings();
        foreach (var pattern in (string[])["a.*.c", "a.#", "#.b.#.c", "a.b.c", "#.#.x"])
            index.Add(new NamedDestination(pattern).Bind(pattern));
        var found = new List<IBindingDestination>(64);
        index.Match("a.b.c", FieldTable.Empty, found);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            found.Clear();
            index.Match("a.b.c", FieldTable.Empty, found);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        found.Count.ShouldBe(4);
    }
}
