using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Selectors;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Selectors;

public class SelectorProperties
{
    private static readonly Gen<string> names = Gen.Elements("a", "b", "c", "$d", "_e");
    private static readonly Gen<string> texts = Gen.Elements("", "a", "ab", "ba", "it's", "경주", "a%", "_", "😀b");
    private static readonly Gen<long> integers =
        Gen.OneOf(Gen.Choose(-3, 3).Select(value => (long)value), Gen.Elements(long.MaxValue, long.MinValue, long.MinValue + 1));
    private static readonly Gen<double> floats = Gen.Elements(0.0, 0.5, 1.0, 2.5, 1000.25);
    private static readonly Gen<bool> booleans = Gen.Elements(true, false);
    private static readonly Gen<object> values = Gen.OneOf(
        texts.Select(value => (object)value), integers.Select(value => (object)value), floats.Select(value => (object)value),
        booleans.Select(value => (object)value));

    [Fact]
    public void Matches_AnySelectorAndMessage_AgreesWithTheModel()
    {
        var cases =
            from selector in Conditions(4)
            from count in Gen.Choose(0, 5)
            from headerNames in names.ListOf(count)
            from headerValues in values.ListOf(count)
            select (Selector: selector, Headers: headerNames.Zip(headerValues).DistinctBy(pair => pair.First)
                .ToDictionary(pair => pair.First, pair => pair.Second));

        Prop.ForAll(cases.ToArbitrary(), sample => Agrees(sample.Selector, sample.Headers))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Parse_OfAnyText_EndsInASelectorOrAnException()
    {
        var words = Gen.Elements(
            "a", "'b'", "''", "'", "\"", "1", "0x1f", "07", "1.5", "1E2", "9223372036854775808", "(", ")", ",", "+", "-", "*", "/",
            "%", "=", "<>", "<", "<=", ">", ">=", "NOT", "AND", "OR", "BETWEEN", "IN", "LIKE", "ESCAPE", "IS", "NULL", "TRUE", "\0",
            "경", "\ud800", ".", "1.", "JMSPriority");
        var cases =
            from count in Gen.Choose(0, 30)
            from text in words.ListOf(count)
            from gap in Gen.Elements("", " ")
            select string.Join(gap, text);

        Prop.ForAll(cases.ToArbitrary(), EndsWell).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    [Fact]
    public void Parse_OfAMutilatedSelector_EndsInASelectorOrAnException()
    {
        var cases =
            from selector in Conditions(3)
            from at in Gen.Choose(0, 200)
            from character in Gen.Choose(0, 127)
            from deletes in booleans
            select Mutilate(selector.ToString(), at, (char)character, deletes);

        Prop.ForAll(cases.ToArbitrary(), EndsWell).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static bool Agrees(SelectorModel model, Dictionary<string, object> headers)
    {
        var table = new FieldTable();
        foreach (var (name, value) in headers)
            table.Set(name, SelectorModel.Encode(value));
        var raw = new BasicProperties { Headers = table }.Encode();
        return Selector.Parse(model.ToString()).Matches(new SelectorContext(raw)) == (model.Test(headers) == true)
            && Selector.Parse($"NOT ({model})").Matches(new SelectorContext(raw)) == (model.Test(headers) == false);
    }

    private static bool EndsWell(string text)
    {
        try
        {
            Selector.Parse(text).Matches(new SelectorContext(new BasicProperties().Encode()));
            return true;
        }
        catch (SelectorException error)
        {
            return error.Position >= 0 && error.Position <= text.Length && error.Reason.Length > 0;
        }
    }

    private static string Mutilate(string text, int at, char character, bool deletes)
    {
        at %= text.Length;
        return deletes ? text.Remove(at, 1) : text.Insert(at, character.ToString());
    }

    private static Gen<SelectorModel> Numbers(int depth)
    {
        var leaves = Gen.OneOf(
            names.Select(name => (SelectorModel)new SelectorModel.Header(name)),
            integers.Where(value => value >= 0).Select(value => (SelectorModel)new SelectorModel.Literal(value)),
            floats.Select(value => (SelectorModel)new SelectorModel.Literal(value)));
        if (depth == 0)
            return leaves;
        var binary =
            from left in Numbers(depth - 1)
            from sign in Gen.Elements('+', '-', '*', '/', '%')
            from right in Numbers(depth - 1)
            select (SelectorModel)new SelectorModel.Arithmetic(left, sign, right);
        return Gen.OneOf(leaves, binary, Numbers(depth - 1).Select(number => (SelectorModel)new SelectorModel.Negated(number)));
    }

    private static Gen<SelectorModel> Predicates()
    {
        var patterns =
            from parts in Gen.Elements("a", "b", "%", "_", "!%", "!_", "!!", "경").ListOf()
            select string.Concat(parts.Take(5));
        var literals = values.Where(value => value is not long and not double).Select(value => (SelectorModel)new SelectorModel.Literal(value));
        var equality =
            from left in Gen.OneOf(Numbers(1), literals)
            from sign in Gen.Elements("=", "<>")
            from right in Gen.OneOf(Numbers(1), literals)
            select (SelectorModel)new SelectorModel.Comparison(left, sign, right);
        var order =
            from left in Numbers(2)
            from sign in Gen.Elements("<", "<=", ">", ">=")
            from right in Numbers(2)
            select (SelectorModel)new SelectorModel.Comparison(left, sign, right);
        var between =
            from tested in Numbers(1)
            from low in Numbers(1)
            from high in Numbers(1)
            from isNot in booleans
            select (SelectorModel)new SelectorModel.Between(tested, low, high, isNot);
        var inTexts =
            from name in names
            from list in texts.NonEmptyListOf()
            from isNot in booleans
            select (SelectorModel)new SelectorModel.In(name, [.. list], isNot);
        var like =
            from name in names
            from pattern in patterns
            from isNot in booleans
            select (SelectorModel)new SelectorModel.Like(name, pattern, isNot);
        var isNull =
            from name in names
            from isNot in booleans
            select (SelectorModel)new SelectorModel.IsNull(name, isNot);
        var flag = names.Select(name => (SelectorModel)new SelectorModel.Header(name));
        return Gen.OneOf(equality, order, between, inTexts, like, isNull, flag);
    }

    private static Gen<SelectorModel> Conditions(int depth)
    {
        if (depth == 0)
            return Predicates();
        var logic =
            from left in Conditions(depth - 1)
            from isAnd in booleans
            from right in Conditions(depth - 1)
            select (SelectorModel)new SelectorModel.Logic(left, isAnd, right);
        return Gen.OneOf(Predicates(), logic, Conditions(depth - 1).Select(condition => (SelectorModel)new SelectorModel.Not(condition)));
    }
}
