using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Routing;

public class TopicTableTests
{
    [Fact]
    public void Find_LongWordsWithOneHash_ComparesTheText()
    {
        var table = new TopicTable();
        var word = TopicWord.Long("the same hash, by chance"u8, table.Hash);
        table.Add(1, word, "the same hash, by chance"u8, 2);

        table.Find(1, word, "another one, of its size"u8).ShouldBe(TopicTable.None);
        table[table.Find(1, word, "the same hash, by chance"u8)].Id.ShouldBe(2);
        table.Add(1, word, "another one, of its size"u8, 3);
        table[table.Find(1, word, "another one, of its size"u8)].Id.ShouldBe(3);
        table[table.Find(1, word, "the same hash, by chance"u8)].Id.ShouldBe(2);
    }

    [Fact]
    public void Find_AfterRandomAdditionsAndRemovals_FindsWhatIsThere()
    {
        var random = new Random(7);
        var table = new TopicTable();
        var there = new HashSet<int>();
        for (var i = 0; i < 20_000; i++)
        {
            // Grows for a while and shrinks for a while.
            var id = random.Next(2, 300);
            if (random.Next(10) < (i / 2000 % 2 == 0 ? 7 : 3))
                Add(table, there, id);
            else if (there.Remove(id))
                table.Remove(table.PlaceOf(id % 7, new TopicWord((ulong)id, 0), id));
            var asked = random.Next(2, 300);
            var place = table.Find(asked % 7, new TopicWord((ulong)asked, 0), default);
            (place == TopicTable.None ? 0 : table[place].Id).ShouldBe(there.Contains(asked) ? asked : 0);
            table.Count.ShouldBe(there.Count);
        }
    }

    [Fact]
    public void Hash_OfTheSameWordsInTwoTables_DiffersBySecrets()
    {
        var one = new TopicTable().Hash;
        var other = new TopicTable().Hash;

        Enumerable.Range(0, 10).Count(i => one.Of(i, new TopicWord(1, 0)) == other.Of(i, new TopicWord(1, 0))).ShouldBeLessThan(5);
    }

    private static void Add(TopicTable table, HashSet<int> there, int id)
    {
        if (there.Add(id))
            table.Add(id % 7, new TopicWord((ulong)id, 0), default, id);
    }
}
