namespace Pabal.Engine.Selectors;

/// <summary>Which operators the signs of a selector are.</summary>
internal static class SelectorOperators
{
    /// <returns>Null for what compares nothing.</returns>
    public static ComparisonOperator? ComparisonOf(SelectorTokenKind kind) => kind switch
    {
        SelectorTokenKind.Equal => ComparisonOperator.Equal,
        SelectorTokenKind.NotEqual => ComparisonOperator.NotEqual,
        SelectorTokenKind.Less => ComparisonOperator.Less,
        SelectorTokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
        SelectorTokenKind.Greater => ComparisonOperator.Greater,
        SelectorTokenKind.GreaterOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };

    /// <returns>Null for what is not of the precedence of a multiplication.</returns>
    public static ArithmeticOperator? FactorOf(SelectorTokenKind kind) => kind switch
    {
        SelectorTokenKind.Times => ArithmeticOperator.Multiply,
        SelectorTokenKind.Divide => ArithmeticOperator.Divide,
        SelectorTokenKind.Remainder => ArithmeticOperator.Remainder,
        _ => null,
    };
}
