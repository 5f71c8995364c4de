using System.Net;

namespace Mailroom.Settings;

/// <summary>Which parts run in this process, and where they meet. What else they can do they read from the configuration themselves.</summary>
internal sealed record ProgramSettings
{
    /// <summary>Where everything is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where the page and the API are served.</summary>
    public required string Url { get; init; }

    /// <summary>The page's key; null where the page has to ask for it.</summary>
    public string? Key { get; init; }

    public required bool RunsApi { get; init; }

    public required bool RunsBot { get; init; }

    /// <summary>Where the broker listens that runs in this process; null where another one is used.</summary>
    public IPEndPoint? Broker { get; init; }

    /// <summary>Whether that is another port than people expect, because somebody has it.</summary>
    public bool IsBrokerElsewhere { get; init; }

    /// <summary>Where the local mailbox listens; null where there is none.</summary>
    public IPEndPoint? Mailbox { get; init; }

    /// <summary>Where the bot takes the mail that the local mailbox returns.</summary>
    public required IPEndPoint Returns { get; init; }
}
