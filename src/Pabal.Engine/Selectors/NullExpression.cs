namespace Pabal.Engine.Selectors;

/// <summary>IS NULL: whether the message does without a header. It is never unknown.</summary>
internal sealed class NullExpression(SelectorExpression value) : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message) => value.Evaluate(message).IsNull;
}
