namespace Pabal.Engine.Durability;

/// <summary>Tells once that more of the log is durable, or never will be.</summary>
internal sealed class DurabilitySignal : IDurabilityObserver
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => done.Task;

    public void OnDurable() => done.TrySetResult();
}
