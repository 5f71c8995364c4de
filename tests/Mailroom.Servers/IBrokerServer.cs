namespace Mailroom.Servers;

/// <summary>A broker that speaks AMQP 0-9-1.</summary>
public interface IBrokerServer : IServer
{
    /// <summary>With user and password.</summary>
    string Uri { get; }
}
