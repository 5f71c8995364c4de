namespace Pabal.Crash.Ledgers;

/// <summary>An exchange, a queue or a binding.</summary>
/// <param name="Exchange">Empty for a queue.</param>
/// <param name="Queue">Empty for an exchange.</param>
internal sealed record Definition(string Exchange, string Queue)
{
    public bool IsBinding => Exchange.Length > 0 && Queue.Length > 0;

    public static Definition OfExchange(string name) => new(name, "");

    public static Definition OfQueue(string name) => new("", name);

    /// <summary>It goes when the other one does.</summary>
    public bool DependsOn(Definition other) =>
        IsBinding && !other.IsBinding && (Exchange == other.Exchange || Queue == other.Queue);

    public override string ToString() =>
        IsBinding ? $"binding of {Queue} to {Exchange}" : Queue.Length > 0 ? $"queue {Queue}" : $"exchange {Exchange}";
}
