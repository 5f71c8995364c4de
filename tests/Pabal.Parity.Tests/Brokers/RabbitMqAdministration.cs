using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mailroom.Servers;

namespace Pabal.Parity.Tests.Brokers;

/// <summary>RabbitMQ's management interface over HTTP: a command of rabbitmqctl takes seconds, a request milliseconds.</summary>
internal sealed class RabbitMqAdministration : IAdministration, IDisposable
{
    private readonly RabbitMqServer server;
    private readonly HttpClient http;

    public RabbitMqAdministration(RabbitMqServer server)
    {
        this.server = server;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.ManagementPort}/api/") };
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String("guest:guest"u8));
    }

    public void Dispose() => http.Dispose();

    public Task SetPolicyAsync(PolicySetting policy) => SendAsync(HttpMethod.Put, PolicyPath(policy), new Dictionary<string, object>
    {
        ["pattern"] = policy.Pattern,
        ["definition"] = JsonDocument.Parse(policy.Definition).RootElement,
        ["priority"] = policy.Priority,
        ["apply-to"] = policy.ApplyTo,
    });

    public Task DeletePolicyAsync(PolicySetting policy) => SendAsync(HttpMethod.Delete, PolicyPath(policy));

    public async Task AddVirtualHostAsync(string name)
    {
        await SendAsync(HttpMethod.Put, $"vhosts/{Escape(name)}", new { });
        await SetPermissionsAsync(name, "guest", ".*", ".*", ".*");
    }

    public Task DeleteVirtualHostAsync(string name) => SendAsync(HttpMethod.Delete, $"vhosts/{Escape(name)}");

    public Task AddUserAsync(string name, string password, string tags) =>
        SendAsync(HttpMethod.Put, $"users/{Escape(name)}", new { password, tags });

    public Task DeleteUserAsync(string name) => SendAsync(HttpMethod.Delete, $"users/{Escape(name)}");

    public Task SetPermissionsAsync(string virtualHost, string user, string configure, string write, string read) =>
        SendAsync(HttpMethod.Put, $"permissions/{Escape(virtualHost)}/{Escape(user)}", new { configure, write, read });

    public Task ClearPermissionsAsync(string virtualHost, string user) =>
        SendAsync(HttpMethod.Delete, $"permissions/{Escape(virtualHost)}/{Escape(user)}");

    public Task SetTopicPermissionsAsync(string virtualHost, string user, string exchange, string write, string read) =>
        SendAsync(HttpMethod.Put, $"topic-permissions/{Escape(virtualHost)}/{Escape(user)}", new { exchange, write, read });

    public Task SetVirtualHostLimitAsync(string virtualHost, string limit, int value) =>
        SendAsync(HttpMethod.Put, $"vhost-limits/{Escape(virtualHost)}/{limit}", new { value });

    public Task SetUserLimitAsync(string user, string limit, int value) =>
        SendAsync(HttpMethod.Put, $"user-limits/{Escape(user)}/{limit}", new { value });

    // The one setting that the management interface doesn't know.
    public Task SetConsumerTimeoutAsync(string queuePattern, int? milliseconds) =>
        server.ControlAsync("eval", $"application:set_env(rabbit, consumer_timeout, {milliseconds ?? 1_800_000}).");

    private static string PolicyPath(PolicySetting policy) =>
        $"{(policy.IsOperator ? "operator-policies" : "policies")}/{Escape(policy.VirtualHost)}/{Escape(policy.Name)}";

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private async Task SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }
}
