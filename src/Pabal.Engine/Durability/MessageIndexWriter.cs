namespace Pabal.Engine.Durability;

//  for each run: │ queues │ for each: │ id │ first number │ │ messages │ octets │
/// <summary>Writes the runs of an index of messages, which <see cref="MessageIndexReader"/> reads.</summary>
internal static class MessageIndexWriter
{
    /// <param name="index">Where to.</param>
    /// <param name="targetCount">Queues that the run goes to, which follow one by one.</param>
    public static void BeginRun(RecordBuffer index, int targetCount) => index.WriteNumber(targetCount);

    public static void WriteTarget(RecordBuffer index, long queueId, ulong first)
    {
        index.WriteNumber(queueId);
        index.WriteNumber(first);
    }

    /// <param name="index">Where to.</param>
    /// <param name="count">Messages in the run.</param>
    /// <param name="octets">Octets of them in the record's body.</param>
    public static void EndRun(RecordBuffer index, int count, long octets)
    {
        index.WriteNumber(count);
        index.WriteNumber(octets);
    }
}
