namespace Pabal.Engine.Queues;

/// <summary>What came of deleting a queue.</summary>
/// <param name="MessageCount">How many messages were dropped; negative when the queue was left as it is.</param>
/// <param name="Cancelled">The consumers that it had.</param>
internal readonly record struct QueueDeletion(int MessageCount, Consumer[] Cancelled)
{
    public static QueueDeletion InUse => new(-1, []);

    public static QueueDeletion NotEmpty => new(-2, []);
}
