namespace Pabal.Engine.Selectors;

/// <summary>BETWEEN, and NOT BETWEEN, which is less than the one or greater than the other, not the opposite (JMS 2.0 §3.8.1.1).</summary>
internal sealed class BetweenExpression(SelectorExpression value, SelectorExpression low, SelectorExpression high, bool isNot)
    : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message)
    {
        var tested = value.Evaluate(message);
        var lowest = low.Evaluate(message);
        var highest = high.Evaluate(message);
        return isNot
            ? ComparisonExpression.Compare(tested, ComparisonOperator.Less, lowest)
                | ComparisonExpression.Compare(tested, ComparisonOperator.Greater, highest)
            : ComparisonExpression.Compare(tested, ComparisonOperator.GreaterOrEqual, lowest)
                & ComparisonExpression.Compare(tested, ComparisonOperator.LessOrEqual, highest);
    }
}
