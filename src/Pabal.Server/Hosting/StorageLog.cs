using Microsoft.Extensions.Logging;
using Pabal.Engine.Durability;
using Pabal.Engine.Queues;

namespace Pabal.Server;

/// <summary>Says what becomes of the storage, and notes when it has failed.</summary>
internal sealed partial class StorageLog(ILogger logger, string directory, TimeProvider time) : IStorageObserver
{
    private const long ReportIntervalMs = 2000;

    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long startedAt = time.GetTimestamp();
    private long reportedMs;

    /// <summary>Completes when the storage has failed.</summary>
    public Task<Exception> Failed => failed.Task;

    private long ElapsedMs => (long)time.GetElapsedTime(startedAt).TotalMilliseconds;

    public void OnProgress(int done, int total)
    {
        if (ElapsedMs - reportedMs < ReportIntervalMs)
            return;
        reportedMs = ElapsedMs;
        LogProgress(directory, done, total);
    }

    public void OnRecovered(int files, int queues, long messages)
    {
        if (files > 0)
            LogRecovered(directory, files, queues, messages, ElapsedMs);
    }

    public void OnUnreadable(Queue queue, string problem) => LogUnreadable(queue.Name, queue.VirtualHost, problem);

    public void OnDamaged(string problem) => LogDamaged(problem);

    public void OnFailed(Exception failure)
    {
        LogFailed(failure, directory);
        failed.TrySetResult(failure);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovering {Directory}: {Done} of {Total} files")]
    private partial void LogProgress(string directory, int done, int total);

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered {Directory}: {Files} files, {Queues} queues, {Messages} messages, {ElapsedMs} ms")]
    private partial void LogRecovered(string directory, int files, int queues, long messages, long elapsedMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue '{Queue}' in vhost '{VirtualHost}' goes on without messages that can't be read: {Problem}")]
    private partial void LogUnreadable(string queue, string virtualHost, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "A file of the log can't be made shorter: {Problem}")]
    private partial void LogDamaged(string problem);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The log in {Directory} has failed; nothing more is confirmed, and the broker has to be restarted")]
    private partial void LogFailed(Exception failure, string directory);
}
