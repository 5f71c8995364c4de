using Pabal.Bench;

namespace Mailroom.Coupling;

/// <summary>What is to be measured, and for how long.</summary>
internal sealed class CouplingOptions
{
    public const string Usage = """
        ./build coupling [options]
          --out FILE             where the page is written; nowhere unless given
          --plot FILE            where the plot (SVG) is written; nowhere unless given
          --steps LIST           requests a second of each step, rising and then perhaps falling again, such as 20,40,80,20
          --seconds-per-step N   seconds of a step that are measured, 6
          --warm-up N            seconds of a step before that, 2
          --start N              seconds before the first step, in which programs are compiled, 15
          --connections N        to the mail server, so many mails are sent at once; 4 as Mailroom's sender by default
          --mail-ms N            what the mail server takes for each mail, 50
          --timeout N            seconds that callers, API and old bot wait for an answer, 30
          --database NAME        postgresql (needs Debian's package of that name) or sqlite
          --designs LIST         of old, new; both unless given
        The database, the broker and the ledger keep their data in the folder for temporary files; TMPDIR=DIR chooses another.
        """;

    public string? Output { get; private set; }

    public string? Plot { get; private set; }

    public IReadOnlyList<double> Rates { get; private set; } = [20, 40, 60, 80, 120, 200, 400, 800, 1200, 1600, 20, 20];

    public double StartSeconds { get; private set; } = 15;

    public double MeasuredSeconds { get; private set; } = 6;

    public double LeadSeconds { get; private set; } = 2;

    public int Connections { get; private set; } = 4;

    public double MailMilliseconds { get; private set; } = 50;

    public double TimeoutSeconds { get; private set; } = 30;

    public bool UsesSqlite { get; private set; }

    public IReadOnlyList<string> Designs { get; private set; } = ["old", "new"];

    public bool Help { get; private set; }

    /// <summary>As they were given, for the page.</summary>
    public string CommandLine { get; private init; } = "";

    public string Database => UsesSqlite ? "sqlite" : "postgresql";

    /// <exception cref="BenchException">An option is unknown or has a value it can't have.</exception>
    public static CouplingOptions Parse(string[] arguments)
    {
        var options = new CouplingOptions { CommandLine = string.Join(' ', arguments) };
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--help" or "-h")
                options.Help = true;
            else if (i + 1 < arguments.Length)
                options.Set(arguments[i], arguments[++i]);
            else
                throw OptionValue.Missing(arguments[i]);
        }
        return options;
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--out":
                Output = value;
                break;
            case "--plot":
                Plot = value;
                break;
            case "--steps":
                Rates = [.. value.Split(',').Select(rate => OptionValue.Number(name, rate, 1, 10_000))];
                break;
            case "--start":
                StartSeconds = OptionValue.Number(name, value, 1, 3600);
                break;
            case "--seconds-per-step":
                MeasuredSeconds = OptionValue.Number(name, value, 1, 3600);
                break;
            case "--warm-up":
                LeadSeconds = OptionValue.Number(name, value, 0.5, 3600);
                break;
            case "--connections":
                Connections = (int)OptionValue.Number(name, value, 1, 500);
                break;
            case "--mail-ms":
                MailMilliseconds = OptionValue.Number(name, value, 0, 60_000);
                break;
            case "--timeout":
                TimeoutSeconds = OptionValue.Number(name, value, 1, 600);
                break;
            case "--database":
                UsesSqlite = OptionValue.OneOf(name, value, "postgresql", "sqlite") == "sqlite";
                break;
            case "--designs":
                Designs = [.. value.Split(',').Select(design => OptionValue.OneOf(name, design, "old", "new"))];
                break;
            default:
                throw OptionValue.Unknown(name);
        }
    }
}
