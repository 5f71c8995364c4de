using System.Globalization;
using Pabal.Bench;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Sets the policy for one queue again and again, by the command line.</summary>
/// <param name="policies">Where it writes that down.</param>
/// <param name="setLimit">Sets the length that the policy allows, and says whether that was done.</param>
/// <param name="random">Decides.</param>
internal sealed class PolicyChanger(PolicyLedger policies, Func<int, Task<bool>> setLimit, Random random) : IActor
{
    /// <summary>The most messages that a policy allows.</summary>
    public const int MaxLimit = 40;

    public string Name => "policy changer";

    public static string[] Arguments(int limit) =>
    [
        "policy", "set", "limit", $"^{Names.Policed}$",
        string.Create(CultureInfo.InvariantCulture, $$"""{"max-length":{{limit}}}"""), "--apply-to", "queues",
    ];

    public async Task RunAsync(IConnection connection)
    {
        while (connection.IsOpen)
        {
            var limit = random.Next(1, MaxLimit);
            policies.Setting(limit);
            if (await setLimit(limit))
                policies.Set(limit);
            else if (connection.IsOpen)
                throw new BenchException("the policy could not be set");
            await Task.Delay(random.Next(100));
        }
    }
}
