namespace Pabal.Engine.Selectors;

/// <summary>NOT: what is unknown remains so.</summary>
internal sealed class NotExpression(SelectorExpression condition) : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message) => !condition.Test(message);
}
