using Pabal.Server;

namespace Pabal;

/// <summary>A command line apart: words, what goes with the command by name, and the broker's configuration.</summary>
internal sealed class CommandArguments
{
    private static readonly string[] names = ["vhost", "priority", "apply-to", "tags", "description"];
    private static readonly string[] flags = ["operator", "clear"];

    private CommandArguments()
    {
    }

    public List<string> Words { get; } = [];

    public Dictionary<string, string> Named { get; } = new(StringComparer.Ordinal);

    public List<string> Configuration { get; } = [];

    /// <summary>Behind "--" everything is a word. What is not known is taken for configuration, as <c>--Key=value</c>.</summary>
    /// <exception cref="InvalidOptionException">A value is missing.</exception>
    public static CommandArguments Parse(string[] arguments)
    {
        var parsed = new CommandArguments();
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                parsed.Words.AddRange(arguments[(i + 1)..]);
                break;
            }
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                parsed.Words.Add(argument);
            else if (flags.Contains(argument[2..]))
                parsed.Named[argument[2..]] = "true";
            else
                parsed.Add(argument, arguments, ref i);
        }
        return parsed;
    }

    private void Add(string argument, string[] arguments, ref int index)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        var name = at < 0 ? argument[2..] : argument[2..at];
        if (at < 0 && (index + 1 == arguments.Length || arguments[index + 1].StartsWith("--", StringComparison.Ordinal)))
            throw new InvalidOptionException(argument, "", "a value must follow");
        var value = at < 0 ? arguments[++index] : argument[(at + 1)..];
        if (names.Contains(name))
            Named[name] = value;
        else
            Configuration.Add($"--{name}={value}");
    }
}
