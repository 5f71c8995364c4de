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
        var queue = new NamedDestination("q");
        index.Add(queue.Bind(levels));

        index.Names(levels).ShouldBe(["q"]);
        index.Remove(queue.Bind(levels));
        index.IsEmpty.ShouldBeTrue();
    }

    // Up to 15 octets of UTF-8 a word is compared by value, beyond that by hash and text.
    [Fact]
    public void Match_WordsThatDifferLittle_AreToldApart()
    {
        string[] words =
        [
            "", "a", "a\0", "\0", "\0\0", "aaaaaaaa", "aaaaaaaaa", "fifteen octets!", "123456789012345", "1234567890123456",
            "1234567890123450", "12345678901234567", "12345678901234568", "é", "ééééééé", "éééééééé", "ééééééééé",
            "00000000000000000000000000000000", "000000000000000000000000000000000", "10000000000000000000000000000000",
            "00000000000000001000000000000000", "00000000000000000000000000000001", "마포", "💌",
        ];
        var index = new TopicBindings();
        foreach (var word in words)
            index.Add(new NamedDestination(word).Bind($"x.{word}.y"));

        foreach (var word in words)
            index.Names($"x.{word}.y").ShouldBe([word]);
        index.Names("x.1234567890123457.y").ShouldBeEmpty();
        index.Names("x.12345678901234569.y").ShouldBeEmpty();
    }

    [Fact]
    public void Remove_MostOfManyPatterns_GivesMemoryBack()
    {
        var index = new TopicBindings();
        var queue = new NamedDestination("q");
        for (var i = 0; i < 10_000; i++)
            index.Add(queue.Bind($"region{i % 10}.device{i}.*"));
        var most = index.Capacity;
        for (var i = 0; i < 9_900; i++)
            index.Remove(queue.Bind($"region{i % 10}.device{i}.*"));

        index.Capacity.ShouldBeLessThan(most / 10);
        index.Names("region7.device9907.x").ShouldBe(["q"]);
        index.Names("region7.device7.x").ShouldBeEmpty();
    }

    [Fact]
    public void Add_AgainAfterRemoving_TakesNoMoreRoom()
    {
        var index = new TopicBindings();
        var queue = new NamedDestination("q");
        index.Add(queue.Bind("kept"));
        for (var i = 0; i < 1000; i++)
        {
            index.Add(queue.Bind($"a.{i}.*.c"));
            index.Remove(queue.Bind($"a.{i}.*.c"));
        }

        index.Capacity.ShouldBe(new TopicBindings().Capacity);
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
