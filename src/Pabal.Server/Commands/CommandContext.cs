using System.Globalization;
using Pabal.Engine;
using Pabal.Engine.Durability;
using Pabal.Server.Control;

namespace Pabal.Server.Commands;

/// <summary>A command that is being carried out.</summary>
internal sealed class CommandContext(Broker broker, ControlRequest request)
{
    public Broker Broker => broker;

    /// <summary>The words behind that which says what it is about.</summary>
    public ReadOnlySpan<string> Words => request.Arguments.AsSpan(1);

    public StringWriter Output { get; } = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public StringWriter Errors { get; } = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>Once the log is durable up to this, what was changed survives a crash.</summary>
    public LogMark End { get; private set; }

    /// <summary>The virtual host that is meant.</summary>
    public string VirtualHostName => Option("vhost") ?? Broker.DefaultVirtualHost;

    public string? Option(string name) => request.Options.GetValueOrDefault(name);

    public bool Has(string name) => request.Options.ContainsKey(name);

    /// <exception cref="CommandException">There is no such virtual host.</exception>
    public VirtualHost VirtualHost() => broker.TryGetVirtualHost(VirtualHostName, out var host)
        ? host
        : throw CommandException.Refused($"there is no virtual host '{VirtualHostName}'");

    /// <exception cref="CommandException">There is no input.</exception>
    public string Input() => request.Input ?? throw CommandException.WrongUse("nothing came with the command that it could use");

    /// <summary>Notes a change, which is to be durable before the command is done.</summary>
    public void OnChanged(LogMark mark)
    {
        if (mark >= End)
            End = mark;
    }

    /// <summary>Writes a line of a table.</summary>
    public void WriteLine(params ReadOnlySpan<string> cells) => Output.WriteLine(string.Join('\t', cells!));
}
