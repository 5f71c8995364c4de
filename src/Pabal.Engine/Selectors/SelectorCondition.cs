namespace Pabal.Engine.Selectors;

/// <summary>An expression that is true, false or unknown.</summary>
internal abstract class SelectorCondition : SelectorExpression
{
    public sealed override SelectorType Type => SelectorType.Boolean;

    public sealed override SelectorValue Evaluate(scoped in SelectorContext message) => SelectorValue.Of(Test(message));

    public abstract override bool? Test(scoped in SelectorContext message);
}
