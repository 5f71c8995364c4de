using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Mailroom.Mail;
using Mailroom.Messaging;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Mailroom.Api.Settings;

/// <summary>Reads the configuration, and says of what it can't use which key it is.</summary>
internal static class SettingsReader
{
    private const string HashPrefix = "sha256:";
    private const int MinKeyLength = 16;

    /// <exception cref="ApiConfigurationException">Something in it can't be used.</exception>
    public static DatabaseOptions Database(IConfiguration configuration)
    {
        var text = configuration["Database:ConnectionString"];
        if (string.IsNullOrWhiteSpace(text))
            text = "Data Source=mailroom.db";
        var provider = configuration["Database:Provider"] switch
        {
            null or "" => IsServer(text) ? DatabaseProvider.PostgreSql : DatabaseProvider.Sqlite,
            var name when name.Equals("Sqlite", StringComparison.OrdinalIgnoreCase) => DatabaseProvider.Sqlite,
            var name when name.Equals("PostgreSQL", StringComparison.OrdinalIgnoreCase) => DatabaseProvider.PostgreSql,
            var name => throw Wrong("Database:Provider", name, "Sqlite or PostgreSQL"),
        };
        try
        {
            if (provider == DatabaseProvider.Sqlite)
            {
                if (new SqliteConnectionStringBuilder(text).DataSource is "" or ":memory:")
                    throw new ApiConfigurationException("Database:ConnectionString must name a file, such as Data Source=mailroom.db.");
            }
            else
            {
                _ = new NpgsqlConnectionStringBuilder(text);
            }
        }
        catch (ArgumentException)
        {
            // Its text may hold a password.
            throw new ApiConfigurationException(
                $"Database:ConnectionString is no connection string of {provider}; " +
                "such as Data Source=mailroom.db or Host=db;Database=mailroom;Username=mailroom.");
        }
        return new DatabaseOptions(provider, text);
    }

    /// <exception cref="ApiConfigurationException">Something in it can't be used.</exception>
    public static BrokerOptions Broker(IConfiguration configuration)
    {
        var defaults = new BrokerOptions();
        var options = new BrokerOptions
        {
            Uri = configuration["Broker:Uri"] is { Length: > 0 } uri ? uri : defaults.Uri,
            ClientName = configuration["Broker:ClientName"] ?? "mailroom-api",
            Timeout = Time(configuration, "Broker:Timeout", defaults.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
        var addresses = options.Uri.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length > 0 && addresses.All(IsBroker))
            return options;
        throw new ApiConfigurationException(
            "Broker:Uri must be an address such as amqp://user:password@host:5672, or several with commas.");
    }

    /// <exception cref="ApiConfigurationException">Something in it can't be used.</exception>
    public static ApiOptions Api(IConfiguration configuration)
    {
        var defaults = new ApiOptions { Keys = [] };
        var options = new ApiOptions
        {
            Keys = [.. configuration.GetSection("Api:Keys").GetChildren().Select(Key)],
            AllowAnonymous = Flag(configuration, "Api:AllowAnonymous"),
            From = From(configuration),
            MaxRequestBytes = Number(configuration, "Api:MaxRequestBytes", defaults.MaxRequestBytes, 1 << 10, 64 << 20),
            MaxMailBytes = Number(configuration, "Api:MaxMailBytes", defaults.MaxMailBytes, 1 << 10, 64 << 20),
            MaxRecipients = Number(configuration, "Api:MaxRecipients", defaults.MaxRecipients, 1, 10_000),
            MaxAttachments = Number(configuration, "Api:MaxAttachments", defaults.MaxAttachments, 0, 1000),
            PageFolder = configuration["Api:PageFolder"] ?? defaults.PageFolder,
            IdempotencyLife = Time(
                configuration, "Api:IdempotencyLife", defaults.IdempotencyLife, TimeSpan.FromMinutes(1), TimeSpan.FromDays(366)),
            AppliedEventLife = Time(
                configuration, "Api:AppliedEventLife", defaults.AppliedEventLife, TimeSpan.FromHours(1), TimeSpan.FromDays(3660)),
            MessageRetention = Retention(configuration, "Api:Retention:Messages"),
            ReceivedRetention = Retention(configuration, "Api:Retention:Received"),
        };
        if (options.Keys.Count == 0 && !options.AllowAnonymous)
        {
            throw new ApiConfigurationException(
                "Api:Keys is empty: give at least one key, such as Api:Keys:page=sha256:<64 hexadecimal digits>, " +
                "or set Api:AllowAnonymous=true.");
        }
        return options;
    }

    private static ApiKey Key(IConfigurationSection section)
    {
        var value = section.Value ?? "";
        if (!value.StartsWith(HashPrefix, StringComparison.Ordinal))
        {
            if (value.Length < MinKeyLength)
            {
                throw new ApiConfigurationException(
                    $"{section.Path} must be sha256:<64 hexadecimal digits>, or a key of at least {MinKeyLength} characters.");
            }
            return new ApiKey(section.Key, SHA256.HashData(Encoding.UTF8.GetBytes(value)));
        }
        var hash = new byte[SHA256.HashSizeInBytes];
        if (value.Length != HashPrefix.Length + (hash.Length * 2) ||
            Convert.FromHexString(value.AsSpan(HashPrefix.Length), hash, out _, out _) != System.Buffers.OperationStatus.Done)
            throw new ApiConfigurationException($"{section.Path} must be sha256: and 64 hexadecimal digits.");
        return new ApiKey(section.Key, hash);
    }

    private static MailAddress? From(IConfiguration configuration)
    {
        if (configuration["Api:From"] is not { Length: > 0 } text)
            return null;
        return AddressText.TryParse(text, out var address)
            ? address
            : throw Wrong("Api:From", text, "an address such as Mailroom <mail@example.com>");
    }

    private static bool IsBroker(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed.Scheme is "amqp" or "amqps";

    private static bool IsServer(string connectionString) =>
        connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) ||
        connectionString.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    private static bool Flag(IConfiguration configuration, string key) => configuration[key] switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw Wrong(key, text, "true or false"),
    };

    private static int Number(IConfiguration configuration, string key, int otherwise, int min, int max)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(key, text, $"a number from {min} to {max}");
    }

    private static TimeSpan Time(IConfiguration configuration, string key, TimeSpan otherwise, TimeSpan min, TimeSpan max)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return otherwise;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(key, text, $"a time from {min} to {max}, such as 00:30:00");
    }

    // Not less than a day, so that what a bot tells late still finds its message.
    private static TimeSpan? Retention(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 }
        ? Time(configuration, key, TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(36_600))
        : null;

    private static ApiConfigurationException Wrong(string key, string value, string allowed) =>
        new($"{key} is '{value}', but must be {allowed}.");
}
