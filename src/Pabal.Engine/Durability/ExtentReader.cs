using Pabal.Engine.Messages;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>Reads messages that are only in the log back into memory. For one thread at a time.</summary>
internal sealed class ExtentReader(MessageStore store)
{
    /// <summary>
    /// How often to look up where messages are and read them there: the file may have been given up between the two, and they are
    /// elsewhere then.
    /// </summary>
    public const int MaxAttempts = 5;

    private const int MaxKeptBuffer = 1024 * 1024;

    private readonly RecordMessages messages = new(store.Segments);
    private byte[] buffer = [];

    /// <summary>What was read and not taken out yet.</summary>
    public LoadedMessages Loaded => messages.Loaded;

    /// <summary>Adds the messages of an extent to those that were read, when the log has it on disk.</summary>
    /// <param name="source">Whose account the extent is from.</param>
    /// <param name="extent">Which messages.</param>
    /// <param name="priority">The priority that they get.</param>
    /// <param name="isPersistent">Whether the log keeps them.</param>
    /// <returns>What went wrong; null when nothing did.</returns>
    public string? Read(QueueJournal source, in MessageExtent extent, byte priority, bool isPersistent)
    {
        if (buffer.Length < extent.Length)
            buffer = GC.AllocateUninitializedArray<byte>(extent.Length);
        messages.Begin(source, extent, priority, isPersistent);
        if (!source.Journal.WaitUntilDurable(extent.To))
            return "the log has failed";
        try
        {
            source.Journal.Log.ReadRecords(extent.From, extent.To, ref buffer, messages);
            return null;
        }
        catch (Exception exception) when (exception is IOException or LogDamageException)
        {
            return exception.Message;
        }
    }

    /// <summary>Gives up what nobody took.</summary>
    public void Release()
    {
        messages.Release(store);
        if (buffer.Length > MaxKeptBuffer)
            buffer = [];
    }
}
