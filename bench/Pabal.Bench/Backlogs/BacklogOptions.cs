namespace Pabal.Bench.Backlogs;

/// <summary>How much is queued, and where.</summary>
/// <param name="Small">Messages of 16 octets.</param>
/// <param name="Large">Messages of 1 KiB.</param>
/// <param name="Folder">What the data directory is made in; null for the place of temporary files.</param>
/// <param name="Sync">When the broker syncs its log.</param>
internal sealed record BacklogOptions(int Small = 10_000_000, int Large = 2_000_000, string? Folder = null, string Sync = "always")
{
    public const string Usage = """
        ./build backlog [options]
          --small N    persistent messages of 16 octets, 10000000
          --large N    persistent messages of 1 KiB, 2000000
          --sync MODE  always or os: when the broker syncs its log; always unless given
          --dir DIR    where the data is kept meanwhile; else the place of temporary files
        """;

    /// <returns>Null when the user asks for help.</returns>
    /// <exception cref="BenchException">An option is unknown or has a value it can't have.</exception>
    public static BacklogOptions? Parse(string[] arguments)
    {
        var options = new BacklogOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--help" or "-h")
                return null;
            if (i + 1 == arguments.Length)
                throw OptionValue.Missing(arguments[i]);
            options = options.With(arguments[i], arguments[++i]);
        }
        return options;
    }

    private BacklogOptions With(string name, string value) => name switch
    {
        "--small" => this with { Small = OptionValue.Count(name, value) },
        "--large" => this with { Large = OptionValue.Count(name, value) },
        "--sync" => this with { Sync = OptionValue.OneOf(name, value, "always", "os") },
        "--dir" => this with { Folder = Path.GetFullPath(value) },
        _ => throw OptionValue.Unknown(name),
    };
}
