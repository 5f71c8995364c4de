using System.Globalization;

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
    /// <exception cref="FormatException">An option is unknown or has a value it can't have.</exception>
    public static ChaosOptions? Parse(string[] arguments)
    {
        var options = new ChaosOptions(2000, Random.Shared.Next(1, 1_000_000));
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] is "--help" or "-h")
                return null;
            options = i + 1 < arguments.Length
                ? options.With(arguments[i], arguments[i + 1])
                : throw new FormatException($"{arguments[i]} is unknown or needs a value (--help shows what there is)");
        }
        return options;
    }

    public string Describe() => $"seed {Seed}, {Mails} mails, {Kills} kills, {Database}, {Broker}, uncertain {Policy}";

    /// <summary>The command that makes the same decisions again.</summary>
    public string Command() =>
        $"./build chaos --seed {Seed} --mails {Mails} --kills {Kills} --database {Database} --broker {Broker} --uncertain {Policy}";

    private ChaosOptions With(string name, string value) => name switch
    {
        "--mails" => this with { Mails = Number(name, value) },
        "--seed" => this with { Seed = Number(name, value) },
        "--kills" => this with { WantedKills = Number(name, value) },
        "--database" => this with { IsPostgreSql = OneOf(name, value, "sqlite", "postgresql") },
        "--broker" => this with { IsRabbitMq = OneOf(name, value, "pabal", "rabbitmq") },
        "--uncertain" => this with { IsSentAgain = OneOf(name, value, "hold", "sendagain") },
        "--dir" => this with { Folder = value },
        _ => throw new FormatException($"{name} is unknown (--help shows what there is)"),
    };

    private static bool OneOf(string name, string value, string first, string second) =>
        value == second || (value == first
            ? false
            : throw new FormatException($"{name} is '{value}', but must be {first} or {second}"));

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{name} is '{value}', but must be a whole number from 1");
}
