namespace Pabal.Crash.Ledgers;

/// <summary>A consumer of one queue, from its start to its end. Guarded by the ledger.</summary>
internal sealed class Session(string name, string queue, bool automatic = false)
{
    private readonly Dictionary<int, long> lastFirstDelivery = [];

    public string Name => name;

    public string Queue => queue;

    /// <summary>It acknowledges automatically.</summary>
    public bool IsAutomatic => automatic;

    /// <summary>What still comes was on its way when it ended, and has been given back by then.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Notes a message that is delivered for the first time.</summary>
    /// <returns>False when one that its publisher sent later was delivered before it.</returns>
    public bool IsInOrder(Message message)
    {
        var last = lastFirstDelivery.GetValueOrDefault(message.Publisher);
        lastFirstDelivery[message.Publisher] = Math.Max(last, message.Id);
        return message.Id > last;
    }
}
