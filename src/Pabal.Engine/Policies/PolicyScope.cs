namespace Pabal.Engine.Policies;

/// <summary>What a policy applies to. The numbers are part of the log's format.</summary>
public enum PolicyScope : byte
{
    All = 0,
    Queues = 1,
    Exchanges = 2,
    ClassicQueues = 3,
    QuorumQueues = 4,
    Streams = 5,
}
