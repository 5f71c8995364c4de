using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

public class FieldTableTests
{
    [Fact]
    public void Sorted_OfNamesInAnyOrder_IsByTheirOctets()
    {
        var table = new FieldTable();
        foreach (var name in new[] { "zz", "Bb", "x-death", "é", "aa" })
            table.Set(name, FieldValue.String(name));

        var sorted = table.Sorted();

        sorted.Select(field => field.Key).ShouldBe(["Bb", "aa", "x-death", "zz", "é"]);
        sorted.Equals(table).ShouldBeTrue();
    }

    [Fact]
    public void Copy_ThatIsChanged_LeavesTheTableAsItWas()
    {
        var table = new FieldTable();
        table.Set("a", FieldValue.Int32(1));

        table.Copy().Set("a", FieldValue.Int32(2));

        table[0].Value.ShouldBe(FieldValue.Int32(1));
    }

    [Fact]
    public void Equals_SameFieldsInAnotherOrder_IsTrue()
    {
        var one = new FieldTable();
        one.Set("a", FieldValue.Int32(1));
        one.Set("b", FieldValue.String("x"));
        var other = new FieldTable();
        other.Set("b", FieldValue.String("x"));
        other.Set("a", FieldValue.Int32(1));

        one.Equals(other).ShouldBeTrue();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(40)]
    public void Remove_OneOfMany_LeavesTheOthersFindable(int count)
    {
        var table = Numbers(count);

        table.Remove("1").ShouldBeTrue();

        table.Remove("1").ShouldBeFalse();
        table.TryGet("1", out _).ShouldBeFalse();
        table.TryGet($"{count - 1}", out var last).ShouldBeTrue();
        last.ShouldBe(FieldValue.Int32(count - 1));
        table.Count.ShouldBe(count - 1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Set_NameThatIsThere_ReplacesItsValue(int count)
    {
        var table = Numbers(count);

        table.Set("1", FieldValue.String("new"));

        table.Count.ShouldBe(count);
        table[1].Value.ShouldBe(FieldValue.String("new"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void TryAdd_NameThatIsThere_KeepsTheFirst(int count)
    {
        var table = Numbers(count);

        table.TryAdd("1", FieldValue.String("late")).ShouldBeFalse();

        table.Count.ShouldBe(count);
        table[1].Value.ShouldBe(FieldValue.Int32(1));
    }

    private static FieldTable Numbers(int count)
    {
        var table = new FieldTable();
        for (var i = 0; i < count; i++)
            table.Set($"{i}", FieldValue.Int32(i));
        return table;
    }

    [Fact]
    public void GetHashCode_OfTablesThatDiffer_Differs()
    {
        // Bindings are kept by their arguments: with one hash for all, a headers exchange would compare each with each.
        var hashes = new HashSet<int>();
        for (var i = 0; i < 1000; i++)
            hashes.Add(Table(("a", FieldValue.Int32(1)), ("key", FieldValue.String($"value {i}"))).GetHashCode());

        hashes.Count.ShouldBeGreaterThan(990);
        Table(("a", FieldValue.Int32(1)), ("b", FieldValue.Int32(2))).GetHashCode()
            .ShouldBe(Table(("b", FieldValue.Int32(2)), ("a", FieldValue.Int32(1))).GetHashCode());
    }

    private static FieldTable Table(params (string Name, FieldValue Value)[] fields)
    {
        var table = new FieldTable();
        foreach (var (name, value) in fields)
            table.Set(name, value);
        return table;
    }
}
