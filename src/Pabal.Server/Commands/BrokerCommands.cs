using Pabal.Engine;
using Pabal.Engine.Security;
using Pabal.Server.Control;

namespace Pabal.Server.Commands;

/// <summary>Carries out commands on a broker.</summary>
internal static class BrokerCommands
{
    /// <summary>Completes when what was changed is durable.</summary>
    public static async Task<ControlReply> RunAsync(Broker broker, ControlRequest request)
    {
        var context = new CommandContext(broker, request);
        var exitCode = Run(context, request);
        if (exitCode == ExitCodes.Done && broker.Durability is { } durability)
        {
            await durability.WhenDurable(context.End).ConfigureAwait(false);
            if (durability.HasFailed)
            {
                exitCode = ExitCodes.Unusable;
                context.Errors.WriteLine("the storage has failed: what was changed may be lost");
            }
        }
        return new ControlReply(exitCode, context.Output.ToString(), context.Errors.ToString());
    }

    private static int Run(CommandContext context, ControlRequest request)
    {
        try
        {
            switch (request.Arguments)
            {
                case ["definitions", ..]:
                    DefinitionsCommands.Run(context);
                    break;
                case ["policy", ..]:
                    PolicyCommands.Run(context);
                    break;
                case ["user", ..]:
                    UserCommands.Run(context);
                    break;
                case ["vhost", ..]:
                    VirtualHostCommands.Run(context);
                    break;
                default:
                    throw CommandException.WrongUse(CommandUsage.Text);
            }
            return ExitCodes.Done;
        }
        catch (CommandException exception)
        {
            context.Errors.WriteLine(exception.Message);
            return exception.ExitCode;
        }
        catch (Exception exception) when (exception is BrokerException or AdministrationException or DefinitionsException)
        {
            context.Errors.WriteLine(exception.Message.TrimEnd());
            return ExitCodes.Refused;
        }
    }
}
