using Pabal.Bench;

namespace Pabal.Crash.Running;

/// <summary>What to run.</summary>
/// <param name="Folder">Where the data directory is made; null for a temporary one.</param>
/// <param name="Snapshots">Keep the data directory as it was before the last restart.</param>
/// <param name="Program">What is started as the broker; null for the built pabal.</param>
internal sealed record CrashOptions(int Rounds, int Seed, string Sync, string? Folder = null, bool Snapshots = false, string? Program = null)
{
    public const string Usage = """
        ./build crash [options]
          --rounds N       how often the broker is killed, 200
          --seed S         repeats the decisions of a run; else a new one, which is printed
          --sync MODE      always or os: when the broker syncs its log; always unless given
          --dir DIR        an empty folder for the data, which is kept; else a temporary one, kept after a violation
          --program FILE   what to start in place of the built pabal, with the same arguments and first line of output
          --snapshots      keep a copy of the data directory as it was before the last restart
        """;

    /// <returns>Null when the user asks for help.</returns>
    /// <exception cref="BenchException">An option is unknown or has a value it can't have.</exception>
    public static CrashOptions? Parse(string[] arguments)
    {
        var options = new CrashOptions(200, Random.Shared.Next(1, 1_000_000), "always");
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--help" or "-h")
                return null;
            if (arguments[i] is "--snapshots")
                options = options with { Snapshots = true };
            else if (i + 1 < arguments.Length)
                options = options.With(arguments[i], arguments[++i]);
            else
                throw OptionValue.Missing(arguments[i]);
        }
        return options;
    }

    private CrashOptions With(string name, string value) => name switch
    {
        "--rounds" => this with { Rounds = OptionValue.Count(name, value) },
        "--seed" => this with { Seed = OptionValue.Count(name, value) },
        "--sync" => this with { Sync = OptionValue.OneOf(name, value, "always", "os") },
        "--dir" => this with { Folder = value },
        "--program" => this with { Program = Path.GetFullPath(value) },
        _ => throw OptionValue.Unknown(name),
    };
}
