using System.Text;
using Pabal.Engine.Selectors;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Selectors;

public class SelectorTests
{
    private static readonly BasicProperties Message = new()
    {
        MessageId = "m-1",
        CorrelationId = "c-1",
        ReplyTo = "answers",
        Type = "order",
        UserId = "guest",
        AppId = "shop",
        Priority = 7,
        DeliveryMode = 2,
        Timestamp = 1_700_000_000,
        Headers = Table(
            ("text", FieldValue.String("it's")),
            ("city", FieldValue.String("Gyeongju 경주")),
            ("octets", FieldValue.Bytes(FieldType.ByteArray, "abc"u8.ToArray())),
            ("percent", FieldValue.String("100%")),
            ("byte", FieldValue.Integer(FieldType.SignedByte, -1)),
            ("ubyte", FieldValue.Integer(FieldType.UnsignedByte, 255)),
            ("short", FieldValue.Integer(FieldType.SignedShort, -2)),
            ("ushort", FieldValue.Integer(FieldType.UnsignedShort, 65535)),
            ("int", FieldValue.Int32(-3)),
            ("uint", FieldValue.Integer(FieldType.UnsignedInt, 4_000_000_000)),
            ("long", FieldValue.Int64(long.MinValue)),
            ("float", FieldValue.Float(0.5f)),
            ("double", FieldValue.Double(2.25)),
            ("decimal", FieldValue.Decimal(2, 314)),
            ("time", FieldValue.Integer(FieldType.Timestamp, 12)),
            ("yes", FieldValue.Boolean(true)),
            ("no", FieldValue.Boolean(false)),
            ("void", FieldValue.Void),
            ("list", FieldValue.Array([])),
            ("table", FieldValue.Table(FieldTable.Empty)),
            ("x-with-dash", FieldValue.Int32(1)),
            ("한글", FieldValue.Int32(2)),
            ("$_a1", FieldValue.Int32(3)),
            ("NOTE", FieldValue.Int32(4))),
    };

    [Theory]
    // Literals
    [InlineData("text = 'it''s'")]
    [InlineData("ubyte = 255 AND ubyte = 0xFF AND ubyte = 0377 AND ubyte = 255L")]
    [InlineData("double = 2.25 AND double = 225E-2 AND double = .225e+1 AND double = 2.25d AND double <> 2.")]
    [InlineData("long = -9223372036854775808 AND long < -9223372036854775807")]
    [InlineData("int = - - -3 AND int = +-3")]
    // Header types
    [InlineData("byte = -1 AND short = -2 AND int = -3 AND ushort = 65535 AND uint = 4000000000")]
    [InlineData("float = 0.5 AND decimal = 3.14 AND time = 12 AND octets = 'abc'")]
    [InlineData("yes AND NOT no AND yes = TRUE AND no <> true AND yes <> no")]
    [InlineData("list IS NOT NULL AND table IS NOT NULL AND void IS NULL AND absent IS NULL")]
    [InlineData("\"x-with-dash\" = 1 AND 한글 = 2 AND $_a1 = 3 AND NOTE = 4")]
    // Case and white space
    [InlineData("\t yes\r\naNd\fnot(no)or false")]
    [InlineData("Yes IS NULL AND absent is null")]
    // Header fields of JMS
    [InlineData("JMSMessageID = 'm-1' AND JMSCorrelationID = 'c-1' AND JMSReplyTo = 'answers' AND JMSType = 'order'")]
    [InlineData("JMSXUserID = 'guest' AND JMSXAppID = 'shop'")]
    [InlineData("JMSPriority = 7 AND JMSDeliveryMode = 'PERSISTENT' AND JMSTimestamp = 1700000000000")]
    [InlineData("JMSRedelivered = FALSE AND NOT JMSRedelivered AND JMSRedelivered IS NOT NULL")]
    // Arithmetic and precedence
    [InlineData("1 + 2 * 3 = 7 AND (1 + 2) * 3 = 9 AND 7 / 2 = 3 AND 7 / 2.0 = 3.5 AND 7 % 4 - 1 = 2 AND 2 - 3 - 4 = -5")]
    [InlineData("yes OR absent AND no")]
    [InlineData("NOT no AND NOT NOT yes")]
    [InlineData("NOT int = 3")]
    [InlineData("int / 0 = 1 OR TRUE")]
    [InlineData("1.0/0 > 1E300")]
    // Predicates
    [InlineData("int BETWEEN -3 AND -1 AND int NOT BETWEEN 0 AND 5")]
    [InlineData("text IN ('a', 'it''s') AND text NOT IN ('b')")]
    [InlineData("city LIKE 'Gy%' AND city LIKE '%경_' AND city LIKE '%u __' AND city LIKE '%' AND city NOT LIKE 'y%'")]
    [InlineData("percent LIKE '100!%' ESCAPE '!' AND percent NOT LIKE '10_!%%x' ESCAPE '!'")]
    [InlineData("(yes) = (1 < 2)")]
    public void Matches_WhatIsTrue_IsSelected(string selector) => Matches(selector).ShouldBeTrue();

    [Theory]
    // Unknown
    [InlineData("absent = 1")]
    [InlineData("NOT absent = 1")]
    [InlineData("absent")]
    [InlineData("NOT absent")]
    [InlineData("absent <> 1 OR no")]
    [InlineData("absent IN ('a')")]
    [InlineData("absent NOT IN ('a')")]
    [InlineData("absent NOT LIKE 'a'")]
    [InlineData("absent NOT BETWEEN 1 AND 2")]
    [InlineData("absent + 1 = 1 OR NOT absent + 1 = 1")]
    [InlineData("int / 0 = 1 OR int / 0 <> 1")]
    // Unlike
    [InlineData("text = 1 OR text <> 1")]
    [InlineData("text > 1 OR text < 1 OR text BETWEEN 1 AND 2 OR text NOT BETWEEN 1 AND 2")]
    [InlineData("text > text OR yes >= yes")]
    [InlineData("yes = 1 OR yes <> 'TRUE' OR list = list OR list <> table")]
    [InlineData("int IN ('-3') OR int LIKE '%'")]
    [InlineData("text OR int OR list")]
    // False
    [InlineData("city LIKE 'Gyeongju'")]
    [InlineData("city LIKE 'Gyeongju 경주_'")]
    [InlineData("percent LIKE '1%%0'")]
    [InlineData("yes AND absent")]
    public void Matches_WhatIsFalseOrUnknown_IsNotSelected(string selector) => Matches(selector).ShouldBeFalse();

    [Fact]
    public void Matches_OfAMessageWithoutProperties_SeesTheirDefaults()
    {
        var bare = new BasicProperties().Encode();

        Selector.Parse("JMSPriority = 0 AND JMSDeliveryMode = 'NON_PERSISTENT'").Matches(new SelectorContext(bare)).ShouldBeTrue();
        Selector.Parse("JMSMessageID IS NULL AND JMSTimestamp IS NULL AND h IS NULL").Matches(new SelectorContext(bare)).ShouldBeTrue();
        Selector.Parse("JMSRedelivered").Matches(new SelectorContext(bare, redelivered: true)).ShouldBeTrue();
    }

    [Fact]
    public void Matches_OfAStoredMessage_ReadsItsProperties()
    {
        var host = new TestHost();
        var queue = host.Declare("q");
        host.Publish("", "q", "body", Table(("n", FieldValue.Int32(5))));
        queue.TryTake(out var taken, out _).ShouldBeTrue();

        Selector.Parse("n = 5 AND JMSRedelivered").Matches(host.Store.Open(taken.Entry), redelivered: true).ShouldBeTrue();
    }

    [Fact]
    public void Matches_ComparingTexts_AllocatesNothing()
    {
        var selector = Selector.Parse("(city LIKE '%ju%' AND text IN ('a', 'it''s')) AND int + 4 BETWEEN 0 AND 2.5 AND JMSType <> 'x'");
        var raw = Message.Encode();
        selector.Matches(new SelectorContext(raw)).ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            selector.Matches(new SelectorContext(raw));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData("", 0, "a value is expected")]
    [InlineData("a = ", 4, "a value is expected")]
    [InlineData("a = 1 b", 6, "the end is expected")]
    [InlineData("(a = 1", 6, ") is expected")]
    [InlineData("a ! 1", 2, "unexpected character '!'")]
    [InlineData("a = 'x", 4, "the end of a quoted text is missing")]
    [InlineData("'x'", 0, "a condition is expected")]
    [InlineData("a = 1 AND 7", 10, "a condition is expected")]
    [InlineData("NOT 'x'", 4, "a condition is expected")]
    [InlineData("a > 'x'", 4, "a number is expected")]
    [InlineData("TRUE < a", 0, "a number is expected")]
    [InlineData("a + 'x' = 1", 4, "a number is expected")]
    [InlineData("-'x' = 1", 1, "a number is expected")]
    [InlineData("a BETWEEN 1 OR 2", 12, "AND is expected")]
    [InlineData("a IN (1)", 6, "a text is expected")]
    [InlineData("a IN ('x' 'y')", 10, ") or a comma is expected")]
    [InlineData("1 IN ('x')", 0, "an identifier is expected")]
    [InlineData("a LIKE b", 7, "a text is expected")]
    [InlineData("a LIKE 'x' ESCAPE 'yz'", 18, "an escape is one character")]
    [InlineData("a LIKE 'x!' ESCAPE '!'", 7, "a pattern ends with its escape")]
    [InlineData("a IS 1", 5, "NULL is expected")]
    [InlineData("a = NULL", 4, "a value is expected")]
    [InlineData("a NOT = 1", 6, "BETWEEN, IN or LIKE is expected")]
    [InlineData("a = 9223372036854775808", 4, "a number is out of range")]
    [InlineData("a = 0x", 4, "a number is out of range")]
    [InlineData("a = 089", 4, "a number that begins with 0 is octal, and has digits up to 7")]
    [InlineData("a = 1E", 4, "a number's exponent has no digits")]
    [InlineData("a = 1x", 4, "a number is followed by what doesn't belong to it")]
    [InlineData("a = b = c", 6, "the end is expected")]
    public void Parse_OfWhatIsNoSelector_SaysWhatIsWrongAndWhere(string text, int position, string reason)
    {
        var error = Should.Throw<SelectorException>(() => Selector.Parse(text));

        error.Reason.ShouldBe(reason);
        error.Position.ShouldBe(position);
        error.Message.ShouldBe($"{reason} at position {position}");
    }

    [Fact]
    public void Parse_OfDeepParentheses_IsRefusedInsteadOfEndingTheProcess()
    {
        var deep = new string('(', Selector.MaxLength / 2);

        Should.Throw<SelectorException>(() => Selector.Parse(deep)).Reason.ShouldBe("parentheses nest deeper than 100");
        Matches($"{new string('(', 100)}yes{new string(')', 100)}").ShouldBeTrue();
    }

    [Theory]
    [InlineData("NOT ", "yes", "")]
    [InlineData("no OR ", "yes", "")]
    [InlineData("yes AND ", "yes", "")]
    [InlineData("- ", "int", " = -3")]
    [InlineData("1 * ", "int", " = -3")]
    [InlineData("0 + ", "int", " = -3")]
    public void Parse_OfALongChain_NeedsNoStack(string link, string last, string rest)
    {
        var count = (Selector.MaxLength - 100) / link.Length & ~1;
        var text = new StringBuilder().Insert(0, link, count).Append(last).Append(rest).ToString();

        Matches(text).ShouldBeTrue();
    }

    [Fact]
    public void Parse_OfTooLongAText_IsRefused() =>
        Should.Throw<SelectorException>(() => Selector.Parse(new string(' ', Selector.MaxLength + 1)))
            .Position.ShouldBe(Selector.MaxLength);

    private static bool Matches(string selector) => Selector.Parse(selector).Matches(new SelectorContext(Message.Encode()));

    private static FieldTable Table(params (string Name, FieldValue Value)[] fields)
    {
        var table = new FieldTable();
        foreach (var (name, value) in fields)
            table.Set(name, value);
        return table;
    }
}
