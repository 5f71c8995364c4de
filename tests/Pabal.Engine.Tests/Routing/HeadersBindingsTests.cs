using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Routing;

public class HeadersBindingsTests
{
    // x-match, the other arguments, the headers, and whether RabbitMQ 3.10 routes the message.
    [Theory]
    [InlineData(null, "", "", true)]
    [InlineData(null, "a", "a", true)]
    [InlineData(null, "a b", "a", false)]
    [InlineData("all", "", "", true)]
    [InlineData("all", "x-a", "", true)]
    [InlineData("all", "x-a a", "a", true)]
    [InlineData("all", "x-a a", "x-a", false)]
    [InlineData("any", "", "", false)]
    [InlineData("any", "", "a", false)]
    [InlineData("any", "x-a", "x-a", false)]
    [InlineData("any", "x-a a", "a", true)]
    [InlineData("any", "a b", "b c", true)]
    [InlineData("any", "a b", "c", false)]
    [InlineData("all-with-x", "", "a", true)]
    [InlineData("all-with-x", "x-a", "", false)]
    [InlineData("all-with-x", "x-a a", "a", false)]
    [InlineData("all-with-x", "x-a a", "a x-a", true)]
    [InlineData("any-with-x", "", "a", false)]
    [InlineData("any-with-x", "x-a", "x-a", true)]
    [InlineData("any-with-x", "x-a a", "a", true)]
    [InlineData("any-with-x", "x-a a", "b", false)]
    public void Match_EachMode_AsRabbitMQ(string? match, string arguments, string headers, bool expected)
    {
        var table = Table(arguments);
        if (match is not null)
            table.Set("x-match", FieldValue.String(match));
        var index = new HeadersBindings();
        index.Add(new NamedDestination("q").Bind(table));

        index.Names("", Table(headers)).Length.ShouldBe(expected ? 1 : 0);
    }

    public static TheoryData<FieldValue, FieldValue, bool> Values => new()
    {
        { FieldValue.Int32(1), FieldValue.Int64(1), true },
        { FieldValue.Int32(1), FieldValue.Integer(FieldType.UnsignedByte, 1), true },
        { FieldValue.Int32(1), FieldValue.Integer(FieldType.Timestamp, 1), true },
        { FieldValue.Int32(1), FieldValue.Double(1), true },
        { FieldValue.Float(1), FieldValue.Integer(FieldType.SignedByte, 1), true },
        { FieldValue.Int32(1), FieldValue.Int32(2), false },
        { FieldValue.Int32(1), FieldValue.String("1"), false },
        { FieldValue.Int32(1), FieldValue.Boolean(true), false },
        { FieldValue.Int32(1), FieldValue.Decimal(0, 1), false },
        { FieldValue.Int32(1), FieldValue.Void, false },
        { FieldValue.Decimal(0, 1), FieldValue.Decimal(0, 1), true },
        { FieldValue.Decimal(0, 1), FieldValue.Decimal(1, 10), false },
        { FieldValue.Double(1.1), FieldValue.Double(1.1), true },
        { FieldValue.Double(1.1), FieldValue.Float(1.1f), false },
        { FieldValue.Double(1.5), FieldValue.Float(1.5f), true },
        { FieldValue.Double(0.0), FieldValue.Float(-0.0f), true },
        { FieldValue.Boolean(true), FieldValue.Boolean(true), true },
        { FieldValue.Boolean(true), FieldValue.Boolean(false), false },
        { FieldValue.String("1"), FieldValue.Bytes(FieldType.ByteArray, "1"u8.ToArray()), true },
        { FieldValue.String("a"), FieldValue.String("A"), false },
        { FieldValue.Void, FieldValue.Void, true },
        { FieldValue.Void, FieldValue.Boolean(false), true },
        { FieldValue.Void, FieldValue.Array([]), true },
        { FieldValue.Array([FieldValue.Int32(1)]), FieldValue.Array([FieldValue.Int32(1)]), true },
        { FieldValue.Array([FieldValue.Int32(1)]), FieldValue.Array([FieldValue.Int64(1)]), false },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Match_ValuesOfSeveralTypes_AsRabbitMQ(FieldValue bound, FieldValue sent, bool expected)
    {
        var index = new HeadersBindings();
        var arguments = new FieldTable();
        arguments.Set("k", bound);
        index.Add(new NamedDestination("q").Bind(arguments));
        var headers = new FieldTable();
        headers.Set("k", sent);

        index.Names("", headers).Length.ShouldBe(expected ? 1 : 0);
    }

    [Fact]
    public void Match_SharedValueInManyBindings_LooksAtFewOfThem()
    {
        // A common value and an own one each: 100,000 bindings, then as many messages, quadratic if filed wrongly.
        const int count = 100_000;
        var index = new HeadersBindings();
        var queue = new NamedDestination("q");
        for (var i = 0; i < count; i++)
            index.Add(queue.Bind(Report(i)));

        var found = new List<IBindingDestination>();
        for (var i = 0; i < count; i++)
            index.Match("", Report(i), found);
        found.Count.ShouldBe(count);

        for (var i = 0; i < count; i++)
            index.Remove(queue.Bind(Report(i)));
        found.Clear();
        index.Match("", Report(7), found);
        found.ShouldBeEmpty();
    }

    private static FieldTable Report(int id)
    {
        var table = new FieldTable();
        table.Set("kind", FieldValue.String("report"));
        table.Set("id", FieldValue.Int32(id));
        return table;
    }

    private static FieldTable Table(string names)
    {
        var table = new FieldTable();
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            table.Set(name, FieldValue.Int32(1));
        return table;
    }
}
