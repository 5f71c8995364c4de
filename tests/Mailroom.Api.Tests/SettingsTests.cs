using System.Security.Cryptography;
using System.Text;
using Mailroom.Api.Data;
using Mailroom.Api.Settings;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Api.Tests;

/// <summary>What is wrong in the configuration is named, and no secret is shown.</summary>
public class SettingsTests
{
    [Theory]
    [InlineData("Api:AllowAnonymous", "maybe")]
    [InlineData("Api:MaxRecipients", "0")]
    [InlineData("Api:MaxRecipients", "many")]
    [InlineData("Api:From", "nobody")]
    [InlineData("Api:Keys:page", "short")]
    [InlineData("Api:Keys:page", "sha256:12")]
    [InlineData("Api:IdempotencyLife", "-1.00:00:00")]
    [InlineData("Broker:Uri", "http://secret@x")]
    [InlineData("Api:Retention:Messages", "01:00:00")]
    [InlineData("Api:Retention:Received", "long")]
    [InlineData("Broker:Uri", ",")]
    [InlineData("Broker:Uri", "amqp://x,secret")]
    [InlineData("Broker:Timeout", "soon")]
    [InlineData("Database:Provider", "Oracle")]
    [InlineData("Database:ConnectionString", "Host=x;Password=secret;Nonsense=1")]
    [InlineData("Database:ConnectionString", "secret")]
    [InlineData("Database:ConnectionString", "Data Source=:memory:")]
    public void Configuration_ThatIsWrong_IsNamedInOneLine(string key, string value)
    {
        var exception = Should.Throw<ApiConfigurationException>(() => Read((key, value), ("Api:Keys:other", "0123456789abcdef")));

        exception.Message.ShouldStartWith(key);
        exception.Message.ShouldNotContain("secret");
        exception.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Configuration_WithoutKeys_IsRefused() =>
        Should.Throw<ApiConfigurationException>(() => Read()).Message.ShouldStartWith("Api:Keys");

    [Fact]
    public void Keys_AreHashedOrAlreadyAre()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("0123456789abcdef"));

        var (api, _) = Read(("Api:Keys:plain", "0123456789abcdef"), ("Api:Keys:hashed", $"sha256:{Convert.ToHexString(hash)}"));

        api.Keys.Count.ShouldBe(2);
        api.Keys.ShouldAllBe(key => key.Hash.SequenceEqual(hash));
    }

    [Theory]
    [InlineData("Host=db;Database=mailroom", true)]
    [InlineData("Data Source=x.db", false)]
    [InlineData(null, false)]
    public void Provider_FollowsFromTheConnectionString(string? connection, bool isServer) =>
        Read(("Database:ConnectionString", connection), ("Api:AllowAnonymous", "true")).Database.Provider
            .ShouldBe(isServer ? DatabaseProvider.PostgreSql : DatabaseProvider.Sqlite);

    private static (ApiOptions Api, DatabaseOptions Database) Read(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        SettingsReader.Broker(configuration);
        return (SettingsReader.Api(configuration), SettingsReader.Database(configuration));
    }
}
