using System.Text.RegularExpressions;

namespace Pabal.Parity.Tests.Observing;

/// <summary>Turns a scenario's short names into names of its own on the broker, and back in what is written down.</summary>
/// <param name="prefix">Stands before each name; the same for both brokers, since reply texts are cut at a length.</param>
internal sealed partial class Names(string prefix)
{
    public string Prefix => prefix;

    /// <summary>The name on the broker; the default exchange's and those that brokers give stay as they are.</summary>
    public string Of(string name) =>
        name.Length == 0 || name == "/" || name.StartsWith("amq.", StringComparison.Ordinal) ? name : prefix + name;

    /// <summary>The value as the broker is to see it: a text of the form @name becomes the name on the broker.</summary>
    public object? Value(object? value) => value switch
    {
        string text when text.StartsWith('@') => Of(text[1..]),
        IEnumerable<object?> list => list.Select(Value).ToList(),
        _ => value,
    };

    public Dictionary<string, object?> Table(IEnumerable<(string Name, object? Value)> fields) =>
        fields.ToDictionary(field => field.Name, field => Value(field.Value));

    /// <summary>The text with the scenario's own names, and without names that the broker made up.</summary>
    public string Shorten(string text) =>
        GeneratedName().Replace(text.Replace(prefix, "", StringComparison.Ordinal), "$1?");

    [GeneratedRegex(@"(amq\.(?:gen-|ctag-|rabbitmq\.reply-to\.))[\w\-+/=.]+")]
    private static partial Regex GeneratedName();
}
