namespace Pabal.Storage.Tests.Logs;

/// <summary>Remembers what a log said of itself. Tests wait for it with a deadline.</summary>
public sealed class LogRecorder : ILogReplay, ILogObserver
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly object gate = new();

    public List<(byte Type, LogPosition Position, byte[] Payload)> Replayed { get; } = [];

    public List<int> Sealed { get; } = [];

    public List<LogPosition> Durable { get; } = [];

    public List<LogFailedException> Failures { get; } = [];

    public int DurableAfterFailure { get; private set; }

    public Action<LogPosition>? OnDurableAction { get; set; }

    public LogPosition DurableEnd
    {
        get
        {
            lock (gate)
                return Durable.Count == 0 ? default : Durable[^1];
        }
    }

    public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength) =>
        Replayed.Add((type, start, index.ToArray()));

    public void OnProgress(int file, int done, int total)
    {
    }

    public void OnDurable(LogPosition end)
    {
        lock (gate)
        {
            Durable.Add(end);
            DurableAfterFailure += Failures.Count;
            Monitor.PulseAll(gate);
        }
        OnDurableAction?.Invoke(end);
    }

    public void OnSealed(int file)
    {
        lock (gate)
        {
            Sealed.Add(file);
            Monitor.PulseAll(gate);
        }
    }

    public void OnFailed(LogFailedException failure)
    {
        lock (gate)
        {
            Failures.Add(failure);
            Monitor.PulseAll(gate);
        }
    }

    public void AwaitDurable(LogPosition end) => Await(() => Durable.Count > 0 && Durable[^1] >= end);

    public void AwaitSealed(int file) => Await(() => Sealed.Contains(file));

    public LogFailedException AwaitFailure()
    {
        Await(() => Failures.Count > 0, mayFail: true);
        return Failures[0];
    }

    public void AwaitEither(LogPosition end) =>
        Await(() => Failures.Count > 0 || (Durable.Count > 0 && Durable[^1] >= end), mayFail: true);

    private void Await(Func<bool> condition, bool mayFail = false)
    {
        var until = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        lock (gate)
        {
            while (!condition())
            {
                if (!mayFail)
                    Failures.ShouldBeEmpty();
                var rest = until - Environment.TickCount64;
                (rest > 0 && Monitor.Wait(gate, (int)rest)).ShouldBeTrue("the log did nothing until the deadline");
            }
        }
    }
}
