namespace Pabal.Engine.Selectors;

/// <summary>A part of a selector. Immutable.</summary>
internal abstract class SelectorExpression
{
    public abstract SelectorType Type { get; }

    public abstract SelectorValue Evaluate(scoped in SelectorContext message);

    /// <summary>The expression as a condition: null is unknown.</summary>
    public virtual bool? Test(scoped in SelectorContext message)
    {
        var value = Evaluate(message);
        return value.IsNull ? null : value is { Kind: SelectorValueKind.Boolean, AsBoolean: true };
    }
}
