namespace Pabal.Engine.Tests.Durability;

/// <summary>What must have happened altogether or not at all: the messages that were published, and those that were settled.</summary>
internal sealed class ModelGroup
{
    public List<(long Queue, ModelMessage Message)> Published { get; } = [];

    public List<(long Queue, ModelMessage Message)> Settled { get; } = [];
}
