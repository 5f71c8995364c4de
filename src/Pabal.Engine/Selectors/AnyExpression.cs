namespace Pabal.Engine.Selectors;

/// <summary>Conditions joined by OR.</summary>
internal sealed class AnyExpression(SelectorExpression[] conditions) : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message)
    {
        bool? any = false;
        foreach (var condition in conditions)
        {
            var result = condition.Test(message);
            if (result == true)
                return true;
            any |= result;
        }
        return any;
    }
}
