using Pabal.Engine.Definitions;
using Pabal.Engine.Destinations;
using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Security;

/// <summary>A client's place in a virtual host: who it is, what it may do there, and what it counts for.</summary>
/// <remarks>What it may do is looked up each time, so that a change holds from the next operation on. Thread-safe.</remarks>
public sealed class ClientAccess : IDisposable
{
    private const string DefaultExchangeName = "amq.default";
    private const string ImpersonatorTag = "impersonator";

    private readonly ClientRegistry registry;
    private int channelCount;

    internal ClientAccess(ClientRegistry registry, User user, VirtualHost virtualHost, IBrokerClient client)
    {
        this.registry = registry;
        User = user;
        VirtualHost = virtualHost;
        Client = client;
    }

    public string UserName => User.Name;

    /// <summary>Whether the client may publish in another user's name (the tag "impersonator").</summary>
    public bool MayImpersonate
    {
        get
        {
            foreach (var tag in User.Definition.Tags)
            {
                if (tag == ImpersonatorTag)
                    return true;
            }
            return false;
        }
    }

    public VirtualHost VirtualHost { get; }

    internal User User { get; }

    internal IBrokerClient Client { get; }

    private VirtualHostAccess Rights => User.AccessTo(VirtualHost.Name);

    /// <summary>Whether the client may do something with an exchange or queue, which need not exist.</summary>
    public bool Allows(AccessRight right, ResourceKind kind, string name) => Rights.Allows(right, NameOf(kind, name));

    /// <exception cref="BrokerException">The client may not do that: <see cref="ErrorKind.AccessRefused"/>.</exception>
    public void Require(AccessRight right, ResourceKind kind, string name)
    {
        if (!Allows(right, kind, name))
            throw Errors.AccessRefused(kind, NameOf(kind, name), VirtualHost.Name, UserName);
    }

    /// <summary>Requires that the client may use an exchange with a routing key; only topic exchanges are particular about it.</summary>
    /// <exception cref="BrokerException">It may not: <see cref="ErrorKind.AccessRefused"/>.</exception>
    public void RequireTopic(AccessRight right, Exchange exchange, string routingKey)
    {
        if (exchange.Definition.Type == ExchangeTypes.Topic)
            RequireTopic(right, exchange.Name, routingKey);
    }

    /// <summary>Requires that the client may publish to an exchange with a routing key, which may list destinations.</summary>
    /// <exception cref="BrokerException">It may not: <see cref="ErrorKind.AccessRefused"/>.</exception>
    internal void RequireKey(Exchange exchange, string routingKey)
    {
        RequireTopic(AccessRight.Write, exchange, routingKey);
        if (exchange.Name != Exchange.DefaultName)
            return;
        // For the queues among them it takes no more than the right to the default exchange.
        var destinations = new List<DestinationName>();
        DestinationList.Read(routingKey, destinations);
        foreach (var (kind, name) in destinations)
        {
            if (kind == DestinationKind.Topic)
                RequireDestination(AccessRight.Write, name);
        }
    }

    /// <summary>Counts a channel.</summary>
    /// <exception cref="BrokerException">The user has too many: <see cref="ErrorKind.NotAllowed"/>.</exception>
    public void OpenChannel()
    {
        if (!User.TryOpenChannel())
            throw Errors.TooManyChannels(UserName, User.Limits.MaxChannels);
        Interlocked.Increment(ref channelCount);
    }

    /// <summary>Counts off a channel.</summary>
    public void CloseChannel()
    {
        Interlocked.Decrement(ref channelCount);
        User.CloseChannels(1);
    }

    /// <summary>The client is gone, and its channels with it.</summary>
    public void Dispose()
    {
        registry.Remove(this);
        User.CloseChannels(Interlocked.Exchange(ref channelCount, 0));
    }

    /// <summary>What a new exchange needs besides the right to configure it.</summary>
    internal void RequireForNew(ExchangeDefinition exchange)
    {
        if (!exchange.Arguments.TryGet(ExchangeArguments.AlternateExchange, out var alternate) || alternate.Type != FieldType.LongString)
            return;
        Require(AccessRight.Read, ResourceKind.Exchange, exchange.Name);
        Require(AccessRight.Write, ResourceKind.Exchange, alternate.AsString);
    }

    /// <summary>What a new queue needs besides the right to configure it.</summary>
    /// <param name="queue">Its definition.</param>
    /// <param name="bindingKey">What binds it to its virtual topic; null when it is no group's.</param>
    internal void RequireForNew(QueueDefinition queue, string? bindingKey)
    {
        if (bindingKey is not null)
            RequireDestination(AccessRight.Read, bindingKey);
        if (!queue.Arguments.TryGet(QueueArguments.DeadLetterExchange, out var deadLetters) || deadLetters.Type != FieldType.LongString)
            return;
        Require(AccessRight.Read, ResourceKind.Queue, queue.Name);
        Require(AccessRight.Write, ResourceKind.Exchange, deadLetters.AsString);
    }

    private void RequireDestination(AccessRight right, string topic)
    {
        Require(right, ResourceKind.Exchange, Exchange.TopicName);
        RequireTopic(right, Exchange.TopicName, topic);
    }

    private void RequireTopic(AccessRight right, string exchange, string routingKey)
    {
        if (!Rights.AllowsTopic(right, exchange, routingKey))
            throw Errors.TopicRefused(routingKey, exchange, VirtualHost.Name, UserName);
    }

    private static string NameOf(ResourceKind kind, string name) =>
        kind == ResourceKind.Exchange && name.Length == 0 ? DefaultExchangeName : name;
}
