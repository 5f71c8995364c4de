namespace Pabal.Engine.Definitions;

/// <summary>What a queue does when it is full.</summary>
public enum Overflow
{
    /// <summary>The messages that come next are dropped, or dead-lettered.</summary>
    DropHead,

    /// <summary>What is published is refused: the publisher gets a negative confirm.</summary>
    RejectPublish,

    /// <summary>What is published is refused, and dead-lettered.</summary>
    RejectPublishDeadLetter,
}
