using Pabal.Engine.Durability;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Remembers what a broker says of its storage.</summary>
internal sealed class StorageRecorder : IStorageObserver
{
    private readonly Lock gate = new();
    private readonly List<(string Queue, string Problem)> unreadable = [];
    private readonly List<string> damaged = [];
    private readonly List<Exception> failures = [];

    public (int Files, int Queues, long Messages) Recovered { get; private set; }

    public (string Queue, string Problem)[] Unreadable => Read(unreadable);

    public string[] Damaged => Read(damaged);

    public Exception[] Failures => Read(failures);

    public void OnProgress(int done, int total) => done.ShouldBeLessThanOrEqualTo(total);

    public void OnRecovered(int files, int queues, long messages) => Recovered = (files, queues, messages);

    public void OnUnreadable(Queue queue, string problem) => Add(unreadable, (queue.Name, problem));

    public void OnDamaged(string problem) => Add(damaged, problem);

    public void OnFailed(Exception failure) => Add(failures, failure);

    private T[] Read<T>(List<T> list)
    {
        lock (gate)
            return [.. list];
    }

    private void Add<T>(List<T> list, T item)
    {
        lock (gate)
            list.Add(item);
    }
}
