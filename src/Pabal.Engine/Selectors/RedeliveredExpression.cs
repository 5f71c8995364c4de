namespace Pabal.Engine.Selectors;

/// <summary>JMSRedelivered: whether the message was delivered before.</summary>
internal sealed class RedeliveredExpression : SelectorCondition
{
    public override bool? Test(scoped in SelectorContext message) => message.Redelivered;
}
