namespace Pabal.Engine.Durability;

//  for each run: │ queues │ for each: │ id │ first number │ │ 2 × messages + 1 if they may expire │ octets │ of these not in
//                bodies │ and if they may expire: │ first arrival, 0: unknown │ first expiry by property, 0: none │ │
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
    /// <param name="bodyOctets">Octets of their bodies.</param>
    /// <param name="times">How soon one of them may expire.</param>
    public static void EndRun(RecordBuffer index, int count, long octets, long bodyOctets, MessageTimes times)
    {
        var mayExpire = times != default;
        index.WriteNumber((2L * count) + (mayExpire ? 1 : 0));
        index.WriteNumber(octets);
        index.WriteNumber(octets - bodyOctets);
        if (!mayExpire)
            return;
        index.WriteNumber(times.ArrivedAtMs);
        index.WriteNumber(times.ExpiresAtMs);
    }
}
