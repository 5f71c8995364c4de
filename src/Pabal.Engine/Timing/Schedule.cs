namespace Pabal.Engine.Timing;

/// <summary>One timer for all that a broker has to do at some time: deadlines in a heap, the earliest first.</summary>
/// <remarks>Thread-safe. Its lock comes after all others: <see cref="Set"/> is called under a queue's.</remarks>
public sealed class Schedule : IDisposable
{
    private const int MaxTimerMs = 60 * 60 * 1000;

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly List<Deadline> heap = [];
    private ITimer? timer;
    private long timerDueMs = long.MaxValue;
    private bool isDisposed;

    public Schedule(TimeProvider time) => this.time = time;

    /// <summary>The time of day in milliseconds since 1970, which goes on while the broker is down.</summary>
    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>How many deadlines are set.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return heap.Count;
        }
    }

    /// <summary>Sets a deadline in place of the one that it had.</summary>
    /// <param name="deadline">Belongs to this schedule alone.</param>
    /// <param name="dueMs">As <see cref="NowMs"/> counts; in the past for at once.</param>
    public void Set(Deadline deadline, long dueMs)
    {
        lock (gate)
        {
            if (isDisposed)
                return;
            deadline.DueMs = dueMs;
            if (deadline.Index < 0)
            {
                deadline.Index = heap.Count;
                heap.Add(deadline);
            }
            Place(deadline);
            SetTimer();
        }
    }

    /// <summary>Takes a deadline back. It may be about to be met all the same.</summary>
    public void Cancel(Deadline deadline)
    {
        lock (gate)
        {
            if (deadline.Index >= 0)
                Remove(deadline);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            foreach (var deadline in heap)
                deadline.Index = -1;
            heap.Clear();
            timer?.Dispose();
        }
    }

    private void OnTimer()
    {
        var due = new List<Deadline>();
        var now = NowMs;
        lock (gate)
        {
            timerDueMs = long.MaxValue;
            while (heap.Count > 0 && heap[0].DueMs <= now)
            {
                due.Add(heap[0]);
                Remove(heap[0]);
            }
            SetTimer();
        }
        foreach (var deadline in due)
            deadline.Meet();
    }

    // A deadline that was put off leaves the timer as it is: it comes too early, finds nothing, and is set again.
    private void SetTimer()
    {
        if (isDisposed || heap.Count == 0 || heap[0].DueMs >= timerDueMs)
            return;
        timerDueMs = heap[0].DueMs;
        // Rounded up, so that it is not early by the part of a millisecond that the clock doesn't show.
        var dueTime = TimeSpan.FromMilliseconds(Math.Clamp(timerDueMs - NowMs, 0, MaxTimerMs));
        timer ??= time.CreateTimer(static schedule => ((Schedule)schedule!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    private void Remove(Deadline deadline)
    {
        var last = heap[^1];
        heap.RemoveAt(heap.Count - 1);
        if (last != deadline)
        {
            heap[deadline.Index] = last;
            last.Index = deadline.Index;
            Place(last);
        }
        deadline.Index = -1;
    }

    private void Place(Deadline deadline)
    {
        var index = deadline.Index;
        while (index > 0 && heap[(index - 1) / 2].DueMs > deadline.DueMs)
            index = Move((index - 1) / 2, index);
        while (true)
        {
            var child = (2 * index) + 1;
            if (child + 1 < heap.Count && heap[child + 1].DueMs < heap[child].DueMs)
                child++;
            if (child >= heap.Count || heap[child].DueMs >= deadline.DueMs)
                break;
            index = Move(child, index);
        }
        heap[index] = deadline;
        deadline.Index = index;
    }

    private int Move(int from, int to)
    {
        heap[to] = heap[from];
        heap[to].Index = to;
        return from;
    }
}
