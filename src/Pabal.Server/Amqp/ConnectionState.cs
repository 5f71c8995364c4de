namespace Pabal.Server.Amqp;

/// <summary>How far a connection has come (AMQP 0-9-1 §2.2.4).</summary>
internal enum ConnectionState
{
    AwaitingHeader,
    AwaitingStartOk,
    AwaitingSecureOk,

    /// <summary>The login is being checked; what the client sends has to wait.</summary>
    Authenticating,
    AwaitingTuneOk,
    AwaitingOpen,
    Open,

    /// <summary>The broker has sent connection.close and waits for close-ok.</summary>
    Closing,

    /// <summary>Everything is said; what is written is still sent.</summary>
    Closed,
}
