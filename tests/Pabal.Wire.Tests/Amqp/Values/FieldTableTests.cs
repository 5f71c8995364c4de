using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

public class FieldTableTests
{
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
}
