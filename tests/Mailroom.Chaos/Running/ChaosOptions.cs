using Pabal.Bench;

namespace Mailroom.Chaos.Running;

/// <summary>What to run.</summary>
/// <param name="Mails">That are accepted over HTTP.</param>
/// <param name="Seed">Of all decisions.</param>
internal sealed record ChaosOptions(int Mails, int Seed)
{
    public const string Usage = """
        ./build chaos [options]
          --mails N           mails that are accepted over HTTP, 2000; a tenth of it comes in by SMTP, a twentieth by IMAP
          --seed S            repeats the decisions of a run; else a new one, which is printed
          --database NAME     sqlite or postgresql; sqlite unless given
          --broker NAME       pabal or rabbitmq; pabal unless given
          --uncertain POLICY  hold or sendagain: what is done with a mail of which nobody knows; hold unless given
          --kills N           servers that are killed, 80; for fewer mails fewer
          --dir DIR           an empty folder for the data, which is kept; else a temporary one, kept after a violation
        """;

    private const int MailsPerKill = 25;
    private const int FewestKills = 10;

    public bool IsPostgreSql { get; init; }

    public bool IsRabbitMq { get; init; }

    /// <summary>Uncertain mails are sent again.</summary>
    public bool IsSentAgain { get; init; }

    public int? WantedKills { get; init; }

    public string? Folder { get; init; }

    public int Kills => WantedKills ?? Math.Max(FewestKills, Mails / MailsPerKill);

    public int BySmtp => Math.Max(5, Mails / 10);

    public int ByImap => Math.Max(3, Mails / 20);

    private string Database => IsPostgreSql ? "postgresql" : "sqlite";

    private string Broker => IsRabbitMq ? "rabbitmq" : "pabal";

    private string Policy => IsSentAgain ? "sendagain" : "hold";

    /// <returns>Null when the user asks for help.</returns>
    /// <exception cref="BenchException">An option is unknown or has a value it can't have.</exception>
    public static ChaosOptions? Parse(string[] arguments)
    {
        var options = new ChaosOptions(2000, Random.Shared.Next(1, 1_000_000));
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] is "--help" or "-h")
                return null;
            options = i + 1 < arguments.Length
                ? options.With(arguments[i], arguments[i + 1])
                : throw OptionValue.Missing(arguments[i]);
        }
        return options;
    }

    public string Describe() => $"seed {Seed}, {Mails} mails, {Kills} kills, {Database}, {Broker}, uncertain {Policy}";

    /// <summary>The command that makes the same decisions again.</summary>
    public string Command() =>
        $"./build chaos --seed {Seed} --mails {Mails} --kills {Kills} --database {Database} --broker {Broker} --uncertain {Policy}";

    private ChaosOptions With(string name, string value) => name switch
    {
        "--mails" => this with { Mails = OptionValue.Count(name, value) },
        "--seed" => this with { Seed = OptionValue.Count(name, value) },
        "--kills" => this with { WantedKills = OptionValue.Count(name, value) },
        "--database" => this with { IsPostgreSql = OptionValue.OneOf(name, value, "sqlite", "postgresql") == "postgresql" },
        "--broker" => this with { IsRabbitMq = OptionValue.OneOf(name, value, "pabal", "rabbitmq") == "rabbitmq" },
        "--uncertain" => this with { IsSentAgain = OptionValue.OneOf(name, value, "hold", "sendagain") == "sendagain" },
        "--dir" => this with { Folder = value },
        _ => throw OptionValue.Unknown(name),
    };
}
