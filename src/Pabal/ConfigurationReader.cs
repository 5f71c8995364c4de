using System.Globalization;
using Microsoft.Extensions.Configuration;
using Pabal.Server;

namespace Pabal;

/// <summary>Takes the broker's options from the configuration, and refuses what it doesn't know.</summary>
internal static class ConfigurationReader
{
    private const string OtherSection = "Logging";
    private const string DefaultDataDirectory = "pabal-data";

    private static readonly Dictionary<string, Action<PabalOptions, string>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DefaultUser"] = (options, value) => options.DefaultUser = value,
        ["DefaultPassword"] = (options, value) => options.DefaultPassword = value,
        ["DataDirectory"] = (options, value) => options.DataDirectory = value,
        ["Definitions:Load"] = (options, value) => options.DefinitionsFile = value,
        ["Sync"] = (options, value) => options.Sync = Sync(value),
        ["MemoryLimit"] = (options, value) => options.MemoryLimit = Integer("MemoryLimit", value, long.MaxValue),
        ["DiskFreeLimit"] = (options, value) => options.DiskFreeLimit = Integer("DiskFreeLimit", value, long.MaxValue),
        ["LogFileSize"] = (options, value) => options.LogFileSize = Integer("LogFileSize", value),
        ["Amqp:Address"] = (options, value) => options.Amqp.Address = value,
        ["Amqp:Port"] = (options, value) => options.Amqp.Port = Integer("Amqp:Port", value),
        ["Amqp:HeartbeatSeconds"] = (options, value) => options.Amqp.HeartbeatSeconds = Integer("Amqp:HeartbeatSeconds", value),
        ["Amqp:FrameMax"] = (options, value) => options.Amqp.FrameMax = Integer("Amqp:FrameMax", value),
        ["Amqp:ChannelMax"] = (options, value) => options.Amqp.ChannelMax = Integer("Amqp:ChannelMax", value),
        ["Amqp:MaxMessageSize"] = (options, value) => options.Amqp.MaxMessageSize = Integer("Amqp:MaxMessageSize", value),
        ["Amqp:ConsumerTimeoutMs"] = (options, value) => options.Amqp.ConsumerTimeoutMs = Integer("Amqp:ConsumerTimeoutMs", value),
        ["Amqp:HandshakeTimeoutMs"] = (options, value) => options.Amqp.HandshakeTimeoutMs = Integer("Amqp:HandshakeTimeoutMs", value),
        ["Amqp:CloseTimeoutMs"] = (options, value) => options.Amqp.CloseTimeoutMs = Integer("Amqp:CloseTimeoutMs", value),
        ["Amqp:MaxConnections"] = (options, value) => options.Amqp.MaxConnections = Integer("Amqp:MaxConnections", value),
    };

    /// <exception cref="InvalidOptionException">A key is unknown, or its value is not of its type.</exception>
    public static PabalOptions Read(IConfiguration configuration)
    {
        var options = new PabalOptions { DataDirectory = DefaultDataDirectory };
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is null || key.StartsWith(OtherSection, StringComparison.OrdinalIgnoreCase))
                continue;
            if (TlsConfiguration.TrySet(options.Amqp.Tls, key, value))
                continue;
            if (!Keys.TryGetValue(key, out var set))
                throw new InvalidOptionException(key, $"there is no such key, but {string.Join(", ", Keys.Keys.Concat(TlsConfiguration.KeyNames))}");
            set(options, value);
        }
        return options;
    }

    private static SyncMode Sync(string value) => value switch
    {
        "always" => SyncMode.Always,
        "os" => SyncMode.Os,
        _ => throw new InvalidOptionException("Sync", value, "it must be 'always' or 'os'"),
    };

    /// <exception cref="InvalidOptionException">It is not one.</exception>
    public static int Integer(string key, string value) => (int)Integer(key, value, int.MaxValue);

    private static long Integer(string key, string value, long max) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw new InvalidOptionException(key, value, string.Create(CultureInfo.InvariantCulture, $"it must be a whole number from 0 to {max}"));
}
