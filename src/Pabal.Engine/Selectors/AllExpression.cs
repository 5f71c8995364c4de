namespace Pabal.Engine.Selectors;

/// <summary>Conditions joined by AND. However many they are, they are one node: a tree is only as deep as its parentheses.</summary>
internal sealed class AllExpression(SelectorExpression[] conditions) : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message)
    {
        bool? all = true;
        foreach (var condition in conditions)
        {
            var result = condition.Test(message);
            if (result == false)
                return false;
            all &= result;
        }
        return all;
    }
}
