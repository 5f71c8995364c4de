namespace Mailroom.Coupling.Measuring;

/// <summary>What was measured in a step.</summary>
internal sealed record StepFigures
{
    /// <summary>Requests a second that were due.</summary>
    public required double Rate { get; init; }

    /// <summary>Requests that were due in the measured time.</summary>
    public required int Due { get; init; }

    /// <summary>Of these, those that were answered with success, sooner or later.</summary>
    public required int Succeeded { get; init; }

    /// <summary>Answers with success a second, by the time of the answer.</summary>
    public required double AcceptedPerSecond { get; init; }

    /// <summary>Mails that the mail server took a second.</summary>
    public required double SentPerSecond { get; init; }

    /// <summary>From when a request was due until its answer, whatever it was; those given up count with their time-out.</summary>
    public required double P50Ms { get; init; }

    public required double P99Ms { get; init; }

    /// <summary>Of those due, those that got no answer in time.</summary>
    public required int TimedOut { get; init; }

    /// <summary>Of those due, those that were answered with an error, or whose connection broke.</summary>
    public required int Failed { get; init; }

    /// <summary>At the step's end: requests that were due more than five seconds ago and had no answer yet.</summary>
    public required int Stuck { get; init; }

    /// <summary>At the step's end: accepted mails that the mail server had not taken yet.</summary>
    public required int Backlog { get; init; }

    /// <summary>Cores that each process used.</summary>
    public required IReadOnlyDictionary<string, double> Cores { get; init; }

    /// <summary>Cores that were used by processes that take no part.</summary>
    public required double OtherCores { get; init; }

    /// <summary>Whether nearly every request of the step was answered with success, and soon.</summary>
    public bool IsHeld => Succeeded >= 0.99 * Due && P99Ms <= 1000;
}
