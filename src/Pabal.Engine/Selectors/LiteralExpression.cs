using System.Text;

namespace Pabal.Engine.Selectors;

/// <summary>A value that stands in the selector itself.</summary>
internal sealed class LiteralExpression : SelectorExpression
{
    private readonly SelectorValueKind kind;
    private readonly long integer;
    private readonly double number;
    private readonly byte[] utf8 = [];

    public LiteralExpression(bool value)
    {
        kind = SelectorValueKind.Boolean;
        integer = value ? 1 : 0;
    }

    public LiteralExpression(long value)
    {
        kind = SelectorValueKind.Integer;
        integer = value;
    }

    public LiteralExpression(double value)
    {
        kind = SelectorValueKind.Float;
        number = value;
    }

    public LiteralExpression(string text)
    {
        kind = SelectorValueKind.Text;
        utf8 = Encoding.UTF8.GetBytes(text);
    }

    public override SelectorType Type => kind switch
    {
        SelectorValueKind.Boolean => SelectorType.Boolean,
        SelectorValueKind.Text => SelectorType.Text,
        _ => SelectorType.Number,
    };

    public override SelectorValue Evaluate(scoped in SelectorContext message) => kind switch
    {
        SelectorValueKind.Boolean => SelectorValue.Of(integer != 0),
        SelectorValueKind.Integer => SelectorValue.Of(integer),
        SelectorValueKind.Float => SelectorValue.Of(number),
        _ => SelectorValue.Of(utf8),
    };
}
