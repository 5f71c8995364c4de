namespace Pabal.Engine.Policies;

/// <summary>What holds for a queue whose arguments and whose policy both say something.</summary>
internal enum MergeRule
{
    /// <summary>Queues of this type don't know the key; a policy that has it doesn't apply to them.</summary>
    Unsupported,

    /// <summary>The key has no effect, but doesn't hinder the rest of its policy.</summary>
    Ignored,

    /// <summary>The argument holds.</summary>
    Argument,

    /// <summary>The policy holds.</summary>
    Policy,

    /// <summary>The lower number holds.</summary>
    Minimum,
}
