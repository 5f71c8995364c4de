using System.Collections.Concurrent;

namespace Mailroom.Chaos.Ledgers;

/// <summary>What clients were told. Thread-safe.</summary>
internal sealed class ChaosLedger
{
    private readonly ConcurrentDictionary<string, Guid> accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> injected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> cancelled = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Violation> violations = new();

    /// <summary>The messages that were accepted over HTTP, by subject.</summary>
    public IReadOnlyDictionary<string, Guid> Accepted => accepted;

    /// <summary>The mails that were offered to the bot, by subject, and whether it has taken them.</summary>
    public IReadOnlyDictionary<string, bool> Injected => injected;

    public IReadOnlyCollection<Violation> Violations => violations;

    /// <summary>A client was told that its mail is accepted; also when it asks again.</summary>
    public void Accept(string subject, Guid id)
    {
        var first = accepted.GetOrAdd(subject, id);
        if (first != id)
            Report(ViolationKind.AcceptedTwice, subject, $"was accepted as {first}, and with the same key as {id}");
    }

    /// <summary>A client is about to ask that a mail is not sent.</summary>
    public void Cancel(string subject) => cancelled[subject] = true;

    public bool IsCancelled(string subject) => cancelled.ContainsKey(subject);

    /// <summary>A mail is about to be offered to the bot.</summary>
    public void Inject(string subject) => injected[subject] = false;

    /// <summary>The bot has to have it now.</summary>
    public void Take(string subject) => injected[subject] = true;

    public void Report(ViolationKind kind, string subject, string detail) =>
        violations.Enqueue(new Violation(kind, subject, detail));
}
