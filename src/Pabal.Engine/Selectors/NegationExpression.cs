namespace Pabal.Engine.Selectors;

/// <summary>A number with a minus before it.</summary>
internal sealed class NegationExpression(SelectorExpression value) : SelectorExpression
{
    public override SelectorType Type => SelectorType.Number;

    public override SelectorValue Evaluate(scoped in SelectorContext message)
    {
        var number = value.Evaluate(message);
        return number.Kind switch
        {
            SelectorValueKind.Integer => SelectorValue.Of(unchecked(-number.AsInteger)),
            SelectorValueKind.Float => SelectorValue.Of(-number.AsFloat),
            _ => SelectorValue.Null,
        };
    }
}
