namespace Pabal.Bench.Backlogs;

/// <summary>A durable queue that is filled with numbered messages.</summary>
/// <param name="Name">Of the queue.</param>
/// <param name="Count">Messages.</param>
/// <param name="Length">Octets of a body.</param>
/// <param name="Window">Messages that may be unconfirmed.</param>
internal sealed record BacklogQueue(string Name, int Count, int Length, int Window)
{
    public string Title => Length < 1024 ? $"{Length} B" : $"{Length / 1024} KiB";
}
