using System.Globalization;

namespace Pabal.Server;

/// <summary>A configured value that can't be used: which, what it is, and what is allowed.</summary>
public sealed class InvalidOptionException : Exception
{
    /// <param name="key">The configuration key, such as "Amqp:Port".</param>
    /// <param name="value">What it was set to.</param>
    /// <param name="problem">What is wrong with it, and what is allowed.</param>
    public InvalidOptionException(string key, object? value, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"{key} is '{value}': {problem}")) => Key = key;

    /// <summary>For values that are not to be shown: behind a mistyped key there may be a password.</summary>
    /// <param name="key">The configuration key, such as "Amqp:Port".</param>
    /// <param name="problem">What is wrong with it, and what is allowed.</param>
    public InvalidOptionException(string key, string problem)
        : base($"{key}: {problem}") => Key = key;

    /// <summary>The configuration key.</summary>
    public string Key { get; }
}
