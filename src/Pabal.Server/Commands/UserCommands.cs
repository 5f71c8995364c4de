using Pabal.Engine.Security;

namespace Pabal.Server.Commands;

/// <summary>Adds and deletes users, and says what they may do. A password comes as input.</summary>
internal static class UserCommands
{
    public static void Run(CommandContext context)
    {
        var administration = context.Broker.Administration;
        switch (context.Words)
        {
            case ["add", var name]:
                Add(administration, name, context.Input(), Tags(context.Option("tags")));
                break;
            case ["password", var name]:
                administration.SetPassword(name, context.Input());
                break;
            case ["tags", var name, .. var tags]:
                administration.PutUser(Find(administration, name) with { Tags = [.. tags.ToArray().SelectMany(Tags)] });
                break;
            case ["permissions", var name, .. var patterns]:
                Permit(context, administration, name, patterns);
                break;
            case ["delete", var name]:
                if (!administration.DeleteUser(name))
                    throw CommandException.Refused($"there is no user '{name}'");
                break;
            case ["list"]:
                context.WriteLine("user", "tags");
                foreach (var user in administration.Users.OrderBy(user => user.Name, StringComparer.Ordinal))
                    context.WriteLine(user.Name, string.Join(',', user.Tags));
                break;
            default:
                throw CommandException.WrongUse(CommandUsage.Text);
        }
        context.OnChanged(administration.DefinitionsEnd);
    }

    private static void Add(Administration administration, string name, string password, string[] tags)
    {
        if (administration.FindUser(name) is not null)
            throw CommandException.Refused($"there is a user '{name}' already");
        administration.PutUser(name, password, tags);
    }

    private static void Permit(CommandContext context, Administration administration, string name, ReadOnlySpan<string> patterns)
    {
        if (context.Has("clear") && patterns.IsEmpty)
        {
            administration.DeletePermission(context.VirtualHostName, name);
        }
        else if (patterns is [var configure, var write, var read])
        {
            administration.PutPermission(context.VirtualHostName, name, new Permission(configure, write, read));
        }
        else if (patterns.IsEmpty)
        {
            context.WriteLine("vhost", "configure", "write", "read");
            foreach (var (host, permission) in administration.GetPermissions(name))
                context.WriteLine(host, permission.Configure, permission.Write, permission.Read);
        }
        else
        {
            throw CommandException.WrongUse(CommandUsage.Text);
        }
    }

    private static UserDefinition Find(Administration administration, string name) =>
        administration.FindUser(name) ?? throw CommandException.Refused($"there is no user '{name}'");

    private static string[] Tags(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
