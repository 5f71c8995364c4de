using Mailroom.Chaos.Ledgers;

namespace Mailroom.Chaos.Running;

/// <summary>What a run has shown.</summary>
internal sealed record ChaosResult
{
    public required IReadOnlyCollection<Violation> Violations { get; init; }

    /// <summary>How often each server was killed.</summary>
    public required IReadOnlyDictionary<string, int> Kills { get; init; }

    /// <summary>Accepted messages by their final state.</summary>
    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>Attempts to send that the bots told of.</summary>
    public required int Attempts { get; init; }

    /// <summary>Mails that the mail server took, counting each as often as it did.</summary>
    public required int Taken { get; init; }

    /// <summary>Of the mails that are uncertain, those that the mail server has taken.</summary>
    public required int UncertainTaken { get; init; }

    /// <summary>Mails that were taken by it more than once, as it was told that they may be.</summary>
    public required int TakenAgain { get; init; }

    /// <summary>Deliveries to the bot of which it was told that they succeeded.</summary>
    public required int Injected { get; init; }

    /// <summary>Deliveries to the bot without such an answer.</summary>
    public required int Unanswered { get; init; }

    public required int Stored { get; init; }

    /// <summary>While servers were killed, and until everything had come to an end.</summary>
    public required (TimeSpan Killing, TimeSpan Settling) Elapsed { get; init; }
}
