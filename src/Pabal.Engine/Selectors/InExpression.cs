namespace Pabal.Engine.Selectors;

/// <summary>IN: whether a text is one of several.</summary>
internal sealed class InExpression(SelectorExpression value, byte[][] texts) : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message)
    {
        var tested = value.Evaluate(message);
        if (tested.IsNull)
            return null;
        if (tested.Kind != SelectorValueKind.Text)
            return false;
        foreach (var text in texts)
        {
            if (tested.Text.SequenceEqual(text))
                return true;
        }
        return false;
    }
}
