using System.Text;
using Pabal.Engine;
using Pabal.Server.Definitions;

namespace Pabal.Server.Tests.Definitions;

/// <summary>Whatever comes as a file, it is taken or refused with reasons, and nothing else happens.</summary>
public class DefinitionsFuzzTests
{
    private static readonly string[] scraps =
        ["null", "3", "-1", "1e400", "\"\"", "\"\\ud800\"", "[]", "{}", "[[]]", "true", "{\"a\":null}", "\"(\"", "99999999999999999999"];

    [Fact]
    public void Import_OfFilesWithChanges_TakesOrRefusesThem()
    {
        using var source = FullBroker.Create();
        var json = Encoding.UTF8.GetString(BrokerDefinitions.Export(source, null).Json.Span);
        var taken = 0;
        var refused = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var changed = Change(json, new Random(seed));
            try
            {
                using var broker = new Broker(long.MaxValue);
                BrokerDefinitions.Import(broker, Encoding.UTF8.GetBytes(changed), null, out _);
                taken++;
            }
            catch (DefinitionsException exception)
            {
                exception.Problems.ShouldNotBeEmpty();
                refused++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
            }
        }
        taken.ShouldBeGreaterThan(10);
        refused.ShouldBeGreaterThan(100);
    }

    // Octets, or whole values: the latter leave it JSON.
    private static string Change(string json, Random random)
    {
        if (random.Next(4) == 0)
        {
            var at = random.Next(json.Length);
            return string.Concat(json.AsSpan(0, at), ((char)random.Next(128)).ToString(), json.AsSpan(at + 1));
        }
        var lines = json.Split('\n');
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var index = random.Next(lines.Length);
            var line = lines[index];
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && line[^1] is not ('{' or '['))
                lines[index] = string.Concat(line.AsSpan(0, colon + 2), scraps[random.Next(scraps.Length)], line.EndsWith(',') ? "," : "");
        }
        return string.Join('\n', lines);
    }
}
