using Pabal.Engine.Security;

namespace Pabal.Server.Commands;

/// <summary>Adds, deletes and lists virtual hosts.</summary>
internal static class VirtualHostCommands
{
    public static void Run(CommandContext context)
    {
        var administration = context.Broker.Administration;
        switch (context.Words)
        {
            case ["add", var name]:
                if (administration.FindVirtualHost(name) is not null)
                    throw CommandException.Refused($"there is a virtual host '{name}' already");
                administration.PutVirtualHost(new VirtualHostDefinition(name) { Description = context.Option("description") ?? "" });
                break;
            case ["delete", var name]:
                if (!administration.DeleteVirtualHost(name))
                    throw CommandException.Refused($"there is no virtual host '{name}'");
                break;
            case ["list"]:
                context.WriteLine("vhost", "description");
                foreach (var host in administration.VirtualHosts.OrderBy(host => host.Name, StringComparer.Ordinal))
                    context.WriteLine(host.Name, host.Description);
                break;
            default:
                throw CommandException.WrongUse(CommandUsage.Text);
        }
        context.OnChanged(administration.DefinitionsEnd);
    }
}
