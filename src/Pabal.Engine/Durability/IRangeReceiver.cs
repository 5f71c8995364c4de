namespace Pabal.Engine.Durability;

/// <summary>Takes what a record says of settled messages.</summary>
internal interface IRangeReceiver
{
    /// <param name="queueId">The queue.</param>
    /// <param name="first">The first number.</param>
    /// <param name="end">Behind the last number.</param>
    void OnSettled(long queueId, ulong first, ulong end);
}
