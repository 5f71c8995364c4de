namespace Pabal.Bench.Scale;

/// <summary>How many queues and policies there are.</summary>
/// <param name="Queues">Durable queues.</param>
/// <param name="Policies">Policies, each for its share of the queues.</param>
/// <param name="Output">Where the page is written; null for nowhere.</param>
internal sealed record ScaleOptions(int Queues = 10_000, int Policies = 20, string? Output = null)
{
    public const string Usage = """
        ./build scale [options]
          --queues N    durable queues, 10000
          --policies N  policies, each for its share of the queues, 20
          --out FILE    where the page is written; nowhere unless given
        The data is kept in the folder for temporary files; TMPDIR=DIR chooses another one, which must be on a disk.
        """;

    /// <returns>Null when the user asks for help.</returns>
    /// <exception cref="BenchException">An option is unknown or has a value it can't have.</exception>
    public static ScaleOptions? Parse(string[] arguments)
    {
        var options = new ScaleOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--help" or "-h")
                return null;
            if (i + 1 == arguments.Length)
                throw OptionValue.Missing(arguments[i]);
            options = options.With(arguments[i], arguments[++i]);
        }
        return options.Queues >= options.Policies
            ? options
            : throw new BenchException($"{options.Queues} queues are too few for {options.Policies} policies");
    }

    private ScaleOptions With(string name, string value) => name switch
    {
        "--queues" => this with { Queues = OptionValue.Count(name, value) },
        "--policies" => this with { Policies = OptionValue.Count(name, value) },
        "--out" => this with { Output = Path.GetFullPath(value) },
        _ => throw OptionValue.Unknown(name),
    };
}
