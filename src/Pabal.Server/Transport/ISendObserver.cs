using System.Net.Sockets;

namespace Pabal.Server.Transport;

/// <summary>Learns how sending goes on; called by the sender without a lock.</summary>
internal interface ISendObserver
{
    /// <summary>A piece was sent.</summary>
    /// <param name="isLow">True when deliveries that were paused may go on.</param>
    void OnSent(bool isLow);

    void OnSendFailed(SocketError error);
}
