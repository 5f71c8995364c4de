namespace Pabal.Engine.Selectors;

/// <summary>LIKE: whether a text has the form of a pattern.</summary>
internal sealed class LikeExpression(SelectorExpression value, LikePattern pattern) : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message)
    {
        var tested = value.Evaluate(message);
        return tested.IsNull ? null : tested.Kind == SelectorValueKind.Text && pattern.Matches(tested.Text);
    }
}
