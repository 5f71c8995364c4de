using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Bot.Configuration;

/// <summary>Reads settings and says precisely what is wrong with them.</summary>
internal sealed class SettingReader(IConfigurationSection section)
{
    public bool Exists => section.Exists();

    public string Path => section.Path;

    public SettingReader Section(string key) => new(section.GetSection(key));

    /// <summary>The parts of a list, in the order of their keys.</summary>
    public IEnumerable<SettingReader> Items() => section.GetChildren().Select(child => new SettingReader(child));

    public string? Text(string key) => section[key] is { } value && value.Trim() is { Length: > 0 } text ? text : null;

    public string Text(string key, string fallback) => Text(key) ?? fallback;

    public string Required(string key, string allowed) =>
        Text(key) ?? throw new InvalidSettingException($"{Key(key)} is missing; it has to be {allowed}.");

    public IReadOnlyList<string> Texts(string key) =>
        [.. section.GetSection(key).GetChildren().Select(child => child.Value?.Trim() ?? "").Where(text => text.Length > 0)];

    public int Integer(string key, int fallback, int least, int most)
    {
        if (Text(key) is not { } text)
            return fallback;
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, text, $"a whole number from {least} to {most}");
    }

    public double Factor(string key, double fallback, double most)
    {
        if (Text(key) is not { } text)
            return fallback;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most
            ? value
            : throw Wrong(key, text, string.Create(CultureInfo.InvariantCulture, $"a number from 1 to {most}"));
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text)
            return fallback;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, text, $"a time as hours:minutes:seconds or days.hours:minutes:seconds, from {least:c} to {most:c}");
    }

    public bool Flag(string key, bool fallback)
    {
        if (Text(key) is not { } text)
            return fallback;
        return bool.TryParse(text, out var value) ? value : throw Wrong(key, text, "true or false");
    }

    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return fallback;
        foreach (var name in Enum.GetNames<T>())
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
                return Enum.Parse<T>(name);
        }
        throw Wrong(key, text, string.Join(", ", Enum.GetNames<T>()));
    }

    /// <summary>A secret, from its key or from the file that the key with File at its end names.</summary>
    public string? Secret(string key)
    {
        if (Text($"{key}File") is { } file)
            return Read($"{key}File", file, path => File.ReadAllText(path).Trim());
        return section[key] is { Length: > 0 } secret ? secret : null;
    }

    /// <summary>Reads a file that a setting names.</summary>
    public T Read<T>(string key, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new InvalidSettingException($"{Key(key)} is '{file}', which can't be used: {OneLine(exception.Message)}");
        }
    }

    public string Key(string key) => $"{section.Path}:{key}";

    public InvalidSettingException Wrong(string key, string value, string allowed) =>
        new($"{Key(key)} is '{OneLine(value)}'; it has to be {allowed}.");

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
