using System.Text;

namespace Pabal.Engine.Selectors;

/// <summary>Makes of a selector's text the expression that is evaluated, by recursive descent.</summary>
/// <remarks>
/// <code>
/// any       = all { OR all }
/// all       = not { AND not }
/// not       = { NOT } predicate
/// predicate = sum [ comparison sum | IS [NOT] NULL | [NOT] ( LIKE … | IN ( … ) | BETWEEN sum AND sum ) ]
/// sum       = product { (+|-) product }
/// product   = signed { (*|/|%) signed }
/// signed    = { +|- } ( literal | identifier | "(" any ")" )
/// </code>
/// Only parentheses nest, and how deep is bounded: no text can exhaust the stack, neither here nor when it is evaluated.
/// </remarks>
internal ref struct SelectorParser
{
    private const int MaxDepth = 100;

    private SelectorLexer lexer;
    private SelectorToken token;
    private int depth;

    public SelectorParser(string text)
    {
        lexer = new SelectorLexer(text);
        token = lexer.Next();
    }

    public SelectorExpression Parse()
    {
        var start = token.Position;
        var condition = AsCondition(ParseAny(), start);
        if (token.Kind != SelectorTokenKind.End)
            throw Unexpected("the end");
        return condition;
    }

    private SelectorExpression ParseAny()
    {
        var start = token.Position;
        var first = ParseAll();
        if (token.Kind != SelectorTokenKind.Or)
            return first;
        var conditions = new List<SelectorExpression> { AsCondition(first, start) };
        while (Take(SelectorTokenKind.Or))
        {
            start = token.Position;
            conditions.Add(AsCondition(ParseAll(), start));
        }
        return new AnyExpression([.. conditions]);
    }

    private SelectorExpression ParseAll()
    {
        var start = token.Position;
        var first = ParseNot();
        if (token.Kind != SelectorTokenKind.And)
            return first;
        var conditions = new List<SelectorExpression> { AsCondition(first, start) };
        while (Take(SelectorTokenKind.And))
        {
            start = token.Position;
            conditions.Add(AsCondition(ParseNot(), start));
        }
        return new AllExpression([.. conditions]);
    }

    private SelectorExpression ParseNot()
    {
        var isAny = token.Kind == SelectorTokenKind.Not;
        var isNot = false;
        while (Take(SelectorTokenKind.Not))
            isNot = !isNot;
        var start = token.Position;
        var predicate = ParsePredicate();
        if (isAny)
            predicate = AsCondition(predicate, start);
        return isNot ? new NotExpression(predicate) : predicate;
    }

    private SelectorExpression ParsePredicate()
    {
        var start = token.Position;
        var left = ParseSum();
        if (SelectorOperators.ComparisonOf(token.Kind) is { } comparison)
            return ParseComparison(left, start, comparison);
        if (Take(SelectorTokenKind.Is))
            return ParseIs(left, start);
        var isNot = Take(SelectorTokenKind.Not);
        SelectorExpression result;
        if (Take(SelectorTokenKind.Between))
            return ParseBetween(left, start, isNot);
        if (Take(SelectorTokenKind.In))
            result = new InExpression(AsIdentifier(left, start), ParseTexts());
        else if (Take(SelectorTokenKind.Like))
            result = new LikeExpression(AsIdentifier(left, start), ParsePattern());
        else if (isNot)
            throw Unexpected("BETWEEN, IN or LIKE");
        else
            return left;
        return isNot ? new NotExpression(result) : result;
    }

    private ComparisonExpression ParseComparison(SelectorExpression left, int start, ComparisonOperator comparison)
    {
        Advance();
        var rightStart = token.Position;
        var right = ParseSum();
        if (comparison is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
        {
            AsNumber(left, start);
            AsNumber(right, rightStart);
        }
        return new ComparisonExpression(left, comparison, right);
    }

    private SelectorExpression ParseIs(SelectorExpression left, int start)
    {
        var isNot = Take(SelectorTokenKind.Not);
        Expect(SelectorTokenKind.Null, "NULL");
        var isNull = new NullExpression(AsIdentifier(left, start));
        return isNot ? new NotExpression(isNull) : isNull;
    }

    private BetweenExpression ParseBetween(SelectorExpression value, int start, bool isNot)
    {
        AsNumber(value, start);
        var lowStart = token.Position;
        var low = AsNumber(ParseSum(), lowStart);
        Expect(SelectorTokenKind.And, "AND");
        var highStart = token.Position;
        var high = AsNumber(ParseSum(), highStart);
        return new BetweenExpression(value, low, high, isNot);
    }

    private byte[][] ParseTexts()
    {
        Expect(SelectorTokenKind.Open, "(");
        var texts = new List<byte[]>();
        do
        {
            texts.Add(Encoding.UTF8.GetBytes(ParseText()));
        }
        while (Take(SelectorTokenKind.Comma));
        Expect(SelectorTokenKind.Close, ") or a comma");
        return [.. texts];
    }

    private LikePattern ParsePattern()
    {
        var start = token.Position;
        var text = ParseText();
        Rune? escape = null;
        if (Take(SelectorTokenKind.Escape))
        {
            var escapeStart = token.Position;
            var character = ParseText();
            if (!Rune.TryGetRuneAt(character + " ", 0, out var rune) || rune.Utf16SequenceLength != character.Length)
                throw new SelectorException(escapeStart, "an escape is one character");
            escape = rune;
        }
        return LikePattern.Parse(text, escape) ?? throw new SelectorException(start, "a pattern ends with its escape");
    }

    private string ParseText()
    {
        var text = token.Text;
        Expect(SelectorTokenKind.Text, "a text");
        return text;
    }

    private SelectorExpression ParseSum()
    {
        var start = token.Position;
        var first = ParseProduct();
        if (token.Kind is not (SelectorTokenKind.Plus or SelectorTokenKind.Minus))
            return first;
        AsNumber(first, start);
        var terms = new List<ArithmeticTerm>();
        while (token.Kind is SelectorTokenKind.Plus or SelectorTokenKind.Minus)
        {
            var operation = token.Kind == SelectorTokenKind.Plus ? ArithmeticOperator.Add : ArithmeticOperator.Subtract;
            Advance();
            start = token.Position;
            terms.Add(new ArithmeticTerm(operation, AsNumber(ParseProduct(), start)));
        }
        return new ArithmeticExpression(first, [.. terms]);
    }

    private SelectorExpression ParseProduct()
    {
        var start = token.Position;
        var first = ParseSigned();
        if (SelectorOperators.FactorOf(token.Kind) is null)
            return first;
        AsNumber(first, start);
        var terms = new List<ArithmeticTerm>();
        while (SelectorOperators.FactorOf(token.Kind) is { } operation)
        {
            Advance();
            start = token.Position;
            terms.Add(new ArithmeticTerm(operation, AsNumber(ParseSigned(), start)));
        }
        return new ArithmeticExpression(first, [.. terms]);
    }

    private SelectorExpression ParseSigned()
    {
        var isSigned = token.Kind is SelectorTokenKind.Plus or SelectorTokenKind.Minus;
        var isNegative = false;
        while (token.Kind is SelectorTokenKind.Plus or SelectorTokenKind.Minus)
        {
            isNegative ^= token.Kind == SelectorTokenKind.Minus;
            Advance();
        }
        if (token.Kind == SelectorTokenKind.Integer)
            return ParseInteger(isNegative);
        var start = token.Position;
        var value = ParsePrimary();
        if (isSigned)
            AsNumber(value, start);
        return isNegative ? new NegationExpression(value) : value;
    }

    // With its sign, since the smallest integer has no positive counterpart.
    private LiteralExpression ParseInteger(bool isNegative)
    {
        var magnitude = token.Integer;
        if (!isNegative && magnitude > long.MaxValue)
            throw new SelectorException(token.Position, "a number is out of range");
        Advance();
        return new LiteralExpression(unchecked(isNegative ? -(long)magnitude : (long)magnitude));
    }

    private SelectorExpression ParsePrimary()
    {
        var (kind, _, text, _, number) = token;
        if (Take(SelectorTokenKind.Identifier))
            return Identify(text);
        if (Take(SelectorTokenKind.Text))
            return new LiteralExpression(text);
        if (Take(SelectorTokenKind.Float))
            return new LiteralExpression(number);
        if (Take(SelectorTokenKind.True) || Take(SelectorTokenKind.False))
            return new LiteralExpression(kind == SelectorTokenKind.True);
        if (kind == SelectorTokenKind.Open)
            return ParseParentheses();
        throw Unexpected("a value");
    }

    private SelectorExpression ParseParentheses()
    {
        if (++depth > MaxDepth)
            throw new SelectorException(token.Position, $"parentheses nest deeper than {MaxDepth}");
        Advance();
        var inner = ParseAny();
        Expect(SelectorTokenKind.Close, ")");
        depth--;
        return inner;
    }

    private static SelectorExpression Identify(string name) =>
        name == "JMSRedelivered" ? new RedeliveredExpression()
        : PropertyExpression.Find(name) is { } property ? property
        : new HeaderExpression(name);

    private static SelectorExpression AsCondition(SelectorExpression expression, int start) =>
        expression.Type is SelectorType.Any or SelectorType.Boolean
            ? expression
            : throw new SelectorException(start, "a condition is expected");

    private static SelectorExpression AsNumber(SelectorExpression expression, int start) =>
        expression.Type is SelectorType.Any or SelectorType.Number
            ? expression
            : throw new SelectorException(start, "a number is expected");

    private static SelectorExpression AsIdentifier(SelectorExpression expression, int start) =>
        expression.Type == SelectorType.Any || expression is RedeliveredExpression
            ? expression
            : throw new SelectorException(start, "an identifier is expected");

    private bool Take(SelectorTokenKind kind)
    {
        if (token.Kind != kind)
            return false;
        Advance();
        return true;
    }

    private void Expect(SelectorTokenKind kind, string what)
    {
        if (!Take(kind))
            throw Unexpected(what);
    }

    private void Advance() => token = lexer.Next();

    private readonly SelectorException Unexpected(string expected) => new(token.Position, $"{expected} is expected");
}
