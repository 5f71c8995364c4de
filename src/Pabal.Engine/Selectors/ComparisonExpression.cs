namespace Pabal.Engine.Selectors;

/// <summary>Compares two values (JMS 2.0 §3.8.1.1): with an absent one it is unknown, between unlike ones false.</summary>
internal sealed class ComparisonExpression(SelectorExpression left, ComparisonOperator comparison, SelectorExpression right)
    : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message) =>
        Compare(left.Evaluate(message), comparison, right.Evaluate(message));

    public static bool? Compare(SelectorValue left, ComparisonOperator comparison, SelectorValue right)
    {
        if (left.IsNull || right.IsNull)
            return null;
        if (left.IsNumber && right.IsNumber)
        {
            return left.Kind == SelectorValueKind.Integer && right.Kind == SelectorValueKind.Integer
                ? Compare(left.AsInteger, comparison, right.AsInteger)
                : Compare(left.AsFloat, comparison, right.AsFloat);
        }
        if (left.Kind != right.Kind)
            return false;
        var areEqual = left.Kind switch
        {
            SelectorValueKind.Boolean => left.AsBoolean == right.AsBoolean,
            SelectorValueKind.Text => left.Text.SequenceEqual(right.Text),
            _ => (bool?)null,
        };
        return comparison switch
        {
            ComparisonOperator.Equal => areEqual == true,
            ComparisonOperator.NotEqual => areEqual == false,
            _ => false,
        };
    }

    private static bool Compare(long left, ComparisonOperator comparison, long right) => comparison switch
    {
        ComparisonOperator.Equal => left == right,
        ComparisonOperator.NotEqual => left != right,
        ComparisonOperator.Less => left < right,
        ComparisonOperator.LessOrEqual => left <= right,
        ComparisonOperator.Greater => left > right,
        _ => left >= right,
    };

    private static bool Compare(double left, ComparisonOperator comparison, double right) => comparison switch
    {
        ComparisonOperator.Equal => left == right,
        ComparisonOperator.NotEqual => left != right,
        ComparisonOperator.Less => left < right,
        ComparisonOperator.LessOrEqual => left <= right,
        ComparisonOperator.Greater => left > right,
        _ => left >= right,
    };
}
