using System.Text;
using Pabal.Server.Definitions;

namespace Pabal.Server.Commands;

/// <summary>Moves definitions in and out.</summary>
internal static class DefinitionsCommands
{
    public static void Run(CommandContext context)
    {
        switch (context.Words)
        {
            case ["export"]:
                var exported = BrokerDefinitions.Export(context.Broker, context.Option("vhost"));
                context.Output.WriteLine(Encoding.UTF8.GetString(exported.Json.Span));
                Warn(context, exported.Warnings);
                break;
            case ["import"]:
                var json = Encoding.UTF8.GetBytes(context.Input());
                var imported = BrokerDefinitions.Import(context.Broker, json, context.Option("vhost"), out var end);
                context.OnChanged(end);
                context.WriteLine($"{imported.Count} definitions imported");
                Warn(context, imported.Warnings);
                break;
            default:
                throw CommandException.WrongUse(CommandUsage.Text);
        }
    }

    private static void Warn(CommandContext context, IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
            context.Errors.WriteLine($"warning: {warning}");
    }
}
