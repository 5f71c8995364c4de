namespace Pabal.Engine.Security;

/// <summary>A client that is connected to a virtual host, whatever its protocol.</summary>
public interface IBrokerClient
{
    /// <summary>
    /// Ends the connection, since its user or virtual host was deleted. Called under no lock, perhaps before
    /// <see cref="Broker.Connect"/> has returned, and again for the second reason.
    /// </summary>
    /// <param name="reason">What the client is told, worded as RabbitMQ words it.</param>
    void OnDisconnected(string reason);
}
