using Pabal.Engine.Queues;

namespace Pabal.Engine.Durability;

/// <summary>Told of what somebody who runs a broker should know of its storage. Called from any thread.</summary>
public interface IStorageObserver
{
    /// <param name="done">Files of the log that were read.</param>
    /// <param name="total">Files there are.</param>
    void OnProgress(int done, int total);

    /// <param name="files">Files of the log that were there.</param>
    /// <param name="queues">Durable queues that are there.</param>
    /// <param name="messages">Messages in them.</param>
    void OnRecovered(int files, int queues, long messages);

    /// <summary>Messages in the log can't be read: they stay there, and their queue goes on without them.</summary>
    void OnUnreadable(Queue queue, string problem);

    /// <summary>A file of the log is damaged, and so can't be made shorter.</summary>
    void OnDamaged(string problem);

    /// <summary>The log has failed: nothing more becomes durable, and what the broker holds can't be trusted.</summary>
    void OnFailed(Exception failure);
}
