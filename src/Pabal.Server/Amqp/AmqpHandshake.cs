using System.Globalization;
using System.Net;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>The methods of channel 0: login, tuning, opening and closing (AMQP 0-9-1 §1.4).</summary>
internal sealed class AmqpHandshake(AmqpConnection connection)
{
    private string mechanism = "";

    /// <returns>Octets used; none while the header is incomplete.</returns>
    public int OnProtocolHeader(ReadOnlySpan<byte> input)
    {
        // A wrong beginning is refused at once: such a client may be waiting for an answer to a shorter greeting.
        var begin = input[..Math.Min(input.Length, ProtocolHeader.Length)];
        if (!begin.SequenceEqual(ProtocolHeader.Octets[..begin.Length]))
        {
            connection.SendProtocolHeader();
            connection.End();
            return input.Length;
        }
        if (begin.Length < ProtocolHeader.Length)
            return 0;
        connection.State = ConnectionState.AwaitingStartOk;
        var mechanisms = SaslMechanisms.Offered(hasCertificate: connection.ClientIdentity is not null);
        connection.Send(0, new ConnectionStart(0, 9, ServerProperties.Table, mechanisms, "en_US"));
        return ProtocolHeader.Length;
    }

    public void OnMethod(AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        connection.EndBatch();
        switch (connection.State, id)
        {
            case (ConnectionState.AwaitingStartOk, AmqpMethodId.ConnectionStartOk):
                OnStartOk(MethodFrame.ReadArguments<ConnectionStartOk>(arguments));
                break;
            case (ConnectionState.AwaitingSecureOk, AmqpMethodId.ConnectionSecureOk):
                Authenticate(MethodFrame.ReadArguments<ConnectionSecureOk>(arguments).Response);
                break;
            case (ConnectionState.AwaitingTuneOk, AmqpMethodId.ConnectionTuneOk):
                OnTuneOk(MethodFrame.ReadArguments<ConnectionTuneOk>(arguments));
                break;
            case (ConnectionState.AwaitingOpen, AmqpMethodId.ConnectionOpen):
                OnOpen(MethodFrame.ReadArguments<ConnectionOpen>(arguments).VirtualHost);
                break;
            case (ConnectionState.Open, AmqpMethodId.ConnectionUpdateSecret):
                connection.Send(0, default(ConnectionUpdateSecretOk));
                break;
            case ( >= ConnectionState.AwaitingTuneOk, AmqpMethodId.ConnectionClose):
                connection.Send(0, default(ConnectionCloseOk));
                connection.End();
                break;
            case (ConnectionState.Closing, AmqpMethodId.ConnectionCloseOk):
                connection.End();
                break;
            case (ConnectionState.Closing, _):
                break;
            default:
                throw Unexpected(id);
        }
    }

    private void OnStartOk(in ConnectionStartOk startOk)
    {
        connection.Capabilities = ClientCapabilities.From(startOk.ClientProperties);
        mechanism = startOk.Mechanism;
        if (!SaslMechanisms.IsKnown(mechanism))
            throw new AmqpException(ReplyCode.CommandInvalid, $"unknown authentication mechanism '{mechanism}'");
        if (mechanism == SaslMechanisms.External && connection.ClientIdentity is null)
            throw new AmqpException(ReplyCode.CommandInvalid, $"invalid authentication mechanism '{mechanism}'");
        // Who logs in by certificate has nothing further to say.
        if (startOk.Response.Length > 0 || mechanism == SaslMechanisms.External)
        {
            Authenticate(startOk.Response);
            return;
        }
        connection.State = ConnectionState.AwaitingSecureOk;
        connection.Send(0, new ConnectionSecure([]));
    }

    private void Authenticate(byte[] response)
    {
        if (mechanism == SaslMechanisms.External)
        {
            LogInByCertificate();
            return;
        }
        if (!SaslMechanisms.TryParse(mechanism, response, out var name, out var password))
        {
            Refuse("the response is not of the mechanism's form");
            return;
        }
        if (connection.Login.IsKnown(name, password))
        {
            Accept(name);
            return;
        }
        connection.State = ConnectionState.Authenticating;
        connection.Login.Begin(name, password, outcome =>
        {
            if (outcome == LoginOutcome.Accepted)
                Accept(name);
            else
                Refuse(ReasonOf(outcome, name));
        });
    }

    private void Accept(string name)
    {
        connection.UserName = name;
        var options = connection.Options;
        connection.State = ConnectionState.AwaitingTuneOk;
        connection.Send(0, new ConnectionTune(
            (ushort)options.ChannelMax, (uint)options.FrameMax, (ushort)options.HeartbeatSeconds));
    }

    private void LogInByCertificate()
    {
        var fromLoopback = IPAddress.IsLoopback(connection.RemoteEndPoint.Address);
        if (connection.ClientIdentity?.LoginName is not { } name)
            Refuse("the certificate names nobody");
        else if (connection.Broker.Authenticator.Accept(name, fromLoopback) is var outcome and not LoginOutcome.Accepted)
            Refuse(ReasonOf(outcome, name));
        else
            Accept(name);
    }

    // Only clients that say so expect a close here; for others the specification has the socket closed.
    private void Refuse(string reason)
    {
        var error = new AmqpException(
            ReplyCode.AccessRefused,
            $"Login was refused using authentication mechanism {mechanism}. For details see the broker logfile.");
        if (connection.Capabilities.AuthenticationFailureClose)
            connection.Send(0, new ConnectionClose(error.Code, error.ReplyText, AmqpMethodId.None));
        connection.OnLoginRefused(mechanism, reason);
        connection.End();
    }

    // For the log. A name that isn't a user's is left out: people type passwords where the name belongs.
    private static string ReasonOf(LoginOutcome outcome, string name) => outcome switch
    {
        LoginOutcome.UnknownUser => "there is no such user",
        LoginOutcome.NoPassword => $"user '{name}' has no password or gave none",
        LoginOutcome.NotFromHere => $"user '{name}' may log in from this machine only",
        _ => $"user '{name}' gave a wrong password",
    };

    private void OnTuneOk(in ConnectionTuneOk tuneOk)
    {
        var options = connection.Options;
        CheckLimit("frame_max", tuneOk.FrameMax, Frame.MinMaxSize, options.FrameMax);
        CheckLimit("channel_max", tuneOk.ChannelMax, 1, options.ChannelMax);
        connection.FrameMax = (int)tuneOk.FrameMax;
        connection.ChannelMax = tuneOk.ChannelMax;
        connection.HeartbeatMs = tuneOk.HeartbeatSeconds * 1000;
        connection.State = ConnectionState.AwaitingOpen;
    }

    private void OnOpen(string virtualHost)
    {
        connection.Open(virtualHost);
        connection.Send(0, default(ConnectionOpenOk));
    }

    private AmqpException Unexpected(AmqpMethodId id)
    {
        if (!Enum.IsDefined(id))
            return new AmqpException(ReplyCode.CommandInvalid, "unimplemented method");
        var state = connection.State switch
        {
            ConnectionState.AwaitingStartOk => "starting",
            ConnectionState.AwaitingSecureOk => "securing",
            ConnectionState.AwaitingTuneOk => "tuning",
            ConnectionState.AwaitingOpen => "opening",
            _ => "running",
        };
        return new AmqpException(ReplyCode.ChannelError, $"unexpected method in connection state {state}");
    }

    private static void CheckLimit(string name, uint wanted, int min, int max)
    {
        if (wanted != 0 && wanted < min)
            throw Refused("lower", "minimum", min);
        if (wanted == 0 || wanted > max)
            throw Refused("higher", "maximum", max);

        AmqpException Refused(string comparison, string kind, int bound) => new(
            ReplyCode.NotAllowed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"negotiated {name} = {wanted}{(wanted == 0 ? " (no limit)" : "")} is {comparison} than the {kind} allowed value ({bound})"));
    }
}
