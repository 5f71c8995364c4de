namespace Pabal.Engine.Selectors;

/// <summary>What is done next to a result, and with what.</summary>
internal readonly record struct ArithmeticTerm(ArithmeticOperator Operator, SelectorExpression Operand);
