using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Coupling.Load;

/// <summary>What the process of the load generator is told.</summary>
internal sealed record LoadSettings(Uri Target, string? Key, string File, LoadPlan Plan, TimeSpan Timeout)
{
    /// <summary>Requests without an answer, beyond which no more are made; each has a socket on both sides.</summary>
    public const int MaxOutstanding = 8000;

    public IEnumerable<string> ToArguments()
    {
        yield return $"--Target={Target}";
        yield return $"--Key={Key}";
        yield return $"--File={File}";
        yield return $"--Rates={string.Join(' ', Plan.Rates.Select(rate => rate.ToString(CultureInfo.InvariantCulture)))}";
        yield return string.Create(CultureInfo.InvariantCulture, $"--Start={Plan.StartSeconds}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--Lead={Plan.LeadSeconds}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--Measured={Plan.MeasuredSeconds}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--Timeout={Timeout.TotalSeconds}");
    }

    public static LoadSettings Parse(string[] arguments)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(arguments).Build();
        var rates = configuration["Rates"]!.Split(' ').Select(rate => double.Parse(rate, CultureInfo.InvariantCulture));
        var plan = new LoadPlan([.. rates], Seconds("Start"), Seconds("Lead"), Seconds("Measured"));
        return new LoadSettings(
            new Uri(configuration["Target"]!), configuration["Key"] is { Length: > 0 } key ? key : null, configuration["File"]!,
            plan, TimeSpan.FromSeconds(Seconds("Timeout")));

        double Seconds(string name) => configuration.GetValue<double>(name);
    }
}
