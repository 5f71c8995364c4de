namespace Pabal.Engine.Selectors;

/// <summary>
/// Operations of equal precedence from left to right. Integers stay 64-bit integers, as Java's do; a float makes the result
/// one. What is no number, and an integer divided by zero, is null.
/// </summary>
internal sealed class ArithmeticExpression(SelectorExpression first, ArithmeticTerm[] terms) : SelectorExpression
{
    public override SelectorType Type => SelectorType.Number;

    public override SelectorValue Evaluate(scoped in SelectorContext message)
    {
        var result = first.Evaluate(message);
        foreach (var (operation, operand) in terms)
        {
            var right = operand.Evaluate(message);
            if (!result.IsNumber || !right.IsNumber)
                return SelectorValue.Null;
            result = result.Kind == SelectorValueKind.Integer && right.Kind == SelectorValueKind.Integer
                ? Calculate(result.AsInteger, operation, right.AsInteger)
                : SelectorValue.Of(Calculate(result.AsFloat, operation, right.AsFloat));
        }
        return result;
    }

    private static SelectorValue Calculate(long left, ArithmeticOperator operation, long right)
    {
        switch (operation)
        {
            case ArithmeticOperator.Add:
                return SelectorValue.Of(unchecked(left + right));
            case ArithmeticOperator.Subtract:
                return SelectorValue.Of(unchecked(left - right));
            case ArithmeticOperator.Multiply:
                return SelectorValue.Of(unchecked(left * right));
        }
        if (right == 0)
            return SelectorValue.Null;
        var isRemainder = operation == ArithmeticOperator.Remainder;
        // The processor traps where the smallest integer is divided by -1.
        if (right == -1)
            return SelectorValue.Of(isRemainder ? 0 : unchecked(-left));
        return SelectorValue.Of(isRemainder ? left % right : left / right);
    }

    private static double Calculate(double left, ArithmeticOperator operation, double right) => operation switch
    {
        ArithmeticOperator.Add => left + right,
        ArithmeticOperator.Subtract => left - right,
        ArithmeticOperator.Multiply => left * right,
        ArithmeticOperator.Divide => left / right,
        _ => left % right,
    };
}
