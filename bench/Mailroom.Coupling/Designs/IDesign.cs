namespace Mailroom.Coupling.Designs;

/// <summary>An API and a bot that work together in some way, as running processes.</summary>
internal interface IDesign : IAsyncDisposable
{
    /// <summary>Where mails are posted to.</summary>
    Uri Target { get; }

    /// <summary>The API key; null where none is asked for.</summary>
    string? Key { get; }

    /// <summary>Whose processor time is measured.</summary>
    IReadOnlyDictionary<string, int> Processes { get; }

    /// <summary>Waits until the accepted mails are sent, or it is clear that they won't be.</summary>
    Task SettleAsync(CancellationToken cancellation);

    /// <summary>The recipients of the mails that the API has as sent.</summary>
    Task<IReadOnlySet<string>> StoredAsSentAsync(CancellationToken cancellation);
}
