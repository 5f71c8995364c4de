using System.Text.RegularExpressions;

namespace Pabal.Bench;

/// <summary>What is to be measured, and for how long.</summary>
internal sealed class BenchOptions
{
    public const string Usage = """
        ./build bench [options]
          --only REGEX       only the rows whose name matches
          --brokers LIST     of pabal, sinkd, rabbitmq; all three unless given
          --reps N           runs of each scenario and broker, 3; the median is shown
          --time S           seconds that are measured in a run, 5
          --warmup S         seconds before that, 2
          --wait S           longest wait for a quiet machine before a run, 120
          --connections N    idle connections, 10000
          --backlog N        messages that are filled into a durable queue and drained, 1000000
          --restart N        messages that a durable queue holds when Pabal is restarted, 10000000
          --pabal ARGUMENTS  further arguments for pabal, such as "--Sync=os"
          --load DIR         the load tools' sources; else PABAL_LOAD, else ../shared/load
          --out FILE         where the page is written; docs/performance.md after a full run, else nowhere
          --quick            one short run of each, without waiting: shows that the benchmark works, not how fast
        Brokers keep their data in the folder for temporary files; TMPDIR=DIR chooses another one, which must be on a disk
        for the durable rows. "--only durable" takes these alone.
        """;

    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    public Regex Only { get; private set; } = new("", RegexOptions.None, MatchLimit);

    public IReadOnlyList<string> Brokers { get; private set; } = BrokerNames.All;

    public int Repetitions { get; private set; } = 3;

    public double Seconds { get; private set; } = 5;

    public double WarmupSeconds { get; private set; } = 2;

    public double WaitSeconds { get; private set; } = 120;

    public int Connections { get; private set; } = 10_000;

    public int Backlog { get; private set; } = 1_000_000;

    public int RestartBacklog { get; private set; } = 10_000_000;

    public IReadOnlyList<string> PabalArguments { get; private set; } = [];

    public string? LoadFolder { get; private set; }

    public string? Output { get; private set; }

    public bool Quick { get; private set; }

    public bool Help { get; private set; }

    /// <summary>As they were given, for the page.</summary>
    public string CommandLine { get; private init; } = "";

    /// <summary>True when nothing was left out.</summary>
    public bool IsFull => IsThorough && Only.ToString().Length == 0;

    /// <summary>True when nothing was shortened, so that the figures may stand in the documentation.</summary>
    public bool IsThorough =>
        !Quick && Brokers.Count == BrokerNames.All.Count && Repetitions >= 3 && Seconds >= 5
        && WarmupSeconds >= 2 && Connections >= 10_000 && Backlog >= 1_000_000 && RestartBacklog >= 10_000_000
        && PabalArguments.Count == 0;

    /// <exception cref="BenchException">An option is unknown or has a value it can't have.</exception>
    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions { CommandLine = string.Join(' ', arguments) };
        if (arguments.Contains("--quick"))
            options.MakeQuick();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--quick")
                continue;
            if (arguments[i] is "--help" or "-h")
                options.Help = true;
            else if (i + 1 < arguments.Length)
                options.Set(arguments[i], arguments[++i]);
            else
                throw OptionValue.Missing(arguments[i]);
        }
        return options;
    }

    private void MakeQuick()
    {
        Quick = true;
        Repetitions = 1;
        Seconds = 1;
        WarmupSeconds = 0.5;
        WaitSeconds = 0;
        Connections = 500;
        Backlog = 100_000;
        RestartBacklog = 1_000_000;
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--only":
                Only = Pattern(value);
                break;
            case "--brokers":
                Brokers = BrokerList(value);
                break;
            case "--reps":
                Repetitions = (int)OptionValue.Number(name, value, 1, 99);
                break;
            case "--time":
                Seconds = OptionValue.Number(name, value, 0.5, 3600);
                break;
            case "--warmup":
                WarmupSeconds = OptionValue.Number(name, value, 0, 3600);
                break;
            case "--wait":
                WaitSeconds = OptionValue.Number(name, value, 0, 3600);
                break;
            case "--connections":
                Connections = (int)OptionValue.Number(name, value, 1, 25_000);
                break;
            case "--backlog":
                Backlog = (int)OptionValue.Number(name, value, 1, 1e9);
                break;
            case "--restart":
                RestartBacklog = (int)OptionValue.Number(name, value, 1, 1e9);
                break;
            case "--pabal":
                PabalArguments = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                break;
            case "--load":
                LoadFolder = value;
                break;
            case "--out":
                Output = value;
                break;
            default:
                throw OptionValue.Unknown(name);
        }
    }

    private static Regex Pattern(string value)
    {
        try
        {
            return new Regex(value, RegexOptions.IgnoreCase, MatchLimit);
        }
        catch (ArgumentException exception)
        {
            throw new BenchException($"--only: {exception.Message}");
        }
    }

    private static string[] BrokerList(string value)
    {
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length == 0 || names.Except(BrokerNames.All).Any())
            throw new BenchException($"--brokers is '{value}', but must be some of {string.Join(',', BrokerNames.All)}");
        return [.. BrokerNames.All.Intersect(names)];
    }
}
