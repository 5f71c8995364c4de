using Pabal.Parity.Tests.Brokers;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Observing;

/// <summary>One run of a scenario with one broker.</summary>
internal sealed class Session : IAsyncDisposable
{
    private const string Password = "secret";

    private readonly TestBroker broker;
    private readonly List<ObservedConnection> connections = [];
    private readonly List<PolicySetting> policies = [];

    public Session(TestBroker broker, Names names)
    {
        this.broker = broker;
        Names = names;
        Log = new Transcript(names);
        Connection = Connect("main");
        Channel = Connection.Channel("");
    }

    public Names Names { get; }

    public Transcript Log { get; }

    /// <summary>Where the broker listens on loopback.</summary>
    public int Port => broker.Port;

    public IAdministration Administration => broker.Administration;

    public ObservedConnection Connection { get; }

    /// <summary>A channel in confirm mode.</summary>
    public ObservedChannel Channel { get; }

    /// <summary>A further connection, opened with the first thing that is asked of it.</summary>
    public ObservedConnection Connect(
        string label, string user = "guest", string password = "guest", string virtualHost = "/", Action<ConnectionFactory>? set = null)
    {
        var factory = new ConnectionFactory
        {
            HostName = "127.0.0.1",
            Port = broker.Port,
            UserName = user,
            Password = password,
            VirtualHost = virtualHost,
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = $"{Names.Prefix}{label}",
        };
        set?.Invoke(factory);
        var connection = new ObservedConnection(factory, Log, Names, label);
        connections.Add(connection);
        return connection;
    }

    /// <summary>The pattern of a policy that matches the scenario's names that begin so.</summary>
    public string Pattern(string start) => $"^{Names.Of(start)}";

    /// <summary>Adds a user of the password "secret" with permissions in one virtual host.</summary>
    /// <returns>The user's name on the broker.</returns>
    public async Task<string> AddUserAsync(
        string name, string configure, string write, string read, string tags = "", string virtualHost = "/")
    {
        var user = Names.Of(name);
        await Administration.AddUserAsync(user, Password, tags);
        await Administration.SetPermissionsAsync(virtualHost, user, configure, write, read);
        return user;
    }

    /// <summary>A channel of a connection as another user.</summary>
    public ObservedConnection ConnectAs(string user, string virtualHost = "/") =>
        Connect(user, Names.Of(user), Password, virtualHost);

    /// <summary>Sets a policy for the scenario's names that begin so, and writes that down.</summary>
    public async Task<PolicySetting> SetPolicyAsync(
        string name, string start, string definition, int priority = 0, string applyTo = "all", bool isOperator = false)
    {
        var policy = new PolicySetting(Names.Of(name), Pattern(start), definition)
        {
            Priority = priority,
            ApplyTo = applyTo == "all" && isOperator ? "queues" : applyTo,
            IsOperator = isOperator,
        };
        await Administration.SetPolicyAsync(policy);
        policies.Add(policy);
        Log.Add($"{(isOperator ? "operator policy" : "policy")} {name} for {start}* is {definition}");
        return policy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
        // The fewer policies there are, the sooner those of other scenarios take effect.
        foreach (var policy in policies.DistinctBy(policy => (policy.Name, policy.IsOperator)))
            await DeleteAsync(policy);
    }

    private async Task DeleteAsync(PolicySetting policy)
    {
        try
        {
            await Administration.DeletePolicyAsync(policy);
        }
        catch (InvalidOperationException)
        {
            // The scenario has deleted it itself.
        }
    }
}
