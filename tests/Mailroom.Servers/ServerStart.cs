namespace Mailroom.Servers;

/// <summary>How a process is started.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ServerStart(string File, IEnumerable<string> Arguments)
{
    /// <summary>What it works in; this process's folder when null.</summary>
    public string? Folder { get; init; }

    /// <summary>Variables beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where everything that it prints is appended; nowhere when null.</summary>
    public string? OutputFile { get; init; }
}
