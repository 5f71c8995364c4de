using System.Globalization;
using System.Text;
using Pabal.Engine.Policies;
using Pabal.Server.Definitions;

namespace Pabal.Server.Commands;

/// <summary>Sets, clears and lists policies.</summary>
internal static class PolicyCommands
{
    public static void Run(CommandContext context)
    {
        var isOperator = context.Has("operator");
        var policies = context.VirtualHost().Policies;
        switch (context.Words)
        {
            case ["set", var name, var pattern, var definition]:
                context.OnChanged(policies.Set(Create(context, name, pattern, definition, isOperator), isOperator));
                break;
            case ["clear", var name]:
                context.OnChanged(policies.Clear(name, isOperator));
                break;
            case ["list"]:
                context.WriteLine("vhost", "name", "pattern", "apply-to", "definition", "priority");
                foreach (var policy in policies.List(isOperator))
                    List(context, policy);
                break;
            default:
                throw CommandException.WrongUse(CommandUsage.Text);
        }
    }

    private static Policy Create(CommandContext context, string name, string pattern, string definition, bool isOperator)
    {
        var report = new DefinitionsReport();
        var table = JsonTable.Parse(Encoding.UTF8.GetBytes(definition), report);
        if (table is null || report.Problems.Count > 0)
            throw CommandException.WrongUse($"the definition is no JSON object: {string.Join(", ", report.Problems)}");
        if (!long.TryParse(context.Option("priority") ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
            throw CommandException.WrongUse("the priority must be a whole number");
        return Policy.Create(name, pattern, context.Option("apply-to") ?? "all", priority, table, isOperator);
    }

    private static void List(CommandContext context, Policy policy) => context.WriteLine(
        context.VirtualHostName,
        policy.Name,
        policy.Pattern,
        PolicyScopes.NameOf(policy.Scope),
        JsonTable.Format(policy.Definition),
        policy.Priority.ToString(CultureInfo.InvariantCulture));
}
