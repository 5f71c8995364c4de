using System.Text.Json;
using Pabal.Engine.Definitions;
using Pabal.Engine.Policies;

namespace Pabal.Server.Definitions;

/// <summary>Reads definitions in RabbitMQ's format; members that it doesn't know are passed over, as RabbitMQ does.</summary>
internal sealed class DefinitionsReader
{
    private readonly DefinitionsReport report;
    private readonly string? virtualHost;
    private readonly DefinitionsDocument document = new();

    private DefinitionsReader(DefinitionsReport report, string? virtualHost)
    {
        this.report = report;
        this.virtualHost = virtualHost;
    }

    /// <param name="json">A file of UTF-8.</param>
    /// <param name="virtualHost">Where things belong of which the file doesn't say it.</param>
    /// <param name="report">Gets what is wrong.</param>
    public static DefinitionsDocument Read(ReadOnlyMemory<byte> json, string? virtualHost, DefinitionsReport report)
    {
        var reader = new DefinitionsReader(report, virtualHost);
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = false });
            var root = new DefinitionsElement(parsed.RootElement, "", report);
            if (root.IsObject)
                reader.ReadAll(root);
            else
                root.Refuse("it must be a JSON object");
        }
        catch (JsonException exception)
        {
            report.AddProblem("the file", $"it is not JSON: {exception.Message}");
        }
        return reader.document;
    }

    private void ReadAll(DefinitionsElement root)
    {
        var own = root["pabal"];
        var access = new AccessReader(document, virtualHost);
        access.Read(root, own);
        foreach (var item in root["parameters"].Objects())
            ReadParameter(item);
        // With all their keys, where RabbitMQ's list has those that it knows.
        foreach (var item in own["policies"].Objects())
            ReadPolicy(item);
        var whole = document.Policies.ConvertAll(policy => (policy.VirtualHost, policy.Value.Name)).ToHashSet();
        foreach (var item in root["policies"].Objects())
        {
            if (!whole.Contains((HostOf(item) ?? "", item["name"].Text("") ?? "")))
                ReadPolicy(item);
        }
        foreach (var item in root["exchanges"].Objects())
            ReadExchange(item);
        foreach (var item in root["queues"].Objects())
            ReadQueue(item);
        foreach (var item in root["bindings"].Objects())
            ReadBinding(item);
        new DestinationsReader(document, virtualHost).Read(own);
    }

    private void ReadParameter(DefinitionsElement item)
    {
        if (item["component"].Name() is not { } component || item["name"].Name() is not { } name || HostOf(item) is not { } host)
            return;
        var value = item["value"];
        if (component == "operator_policy")
            Add(document.OperatorPolicies, item, host, CreatePolicy(value, name, isOperator: true));
        else if (component == "vhost-limits")
            document.Limits.Add(new(item.Path, host, AccessReader.VirtualHostLimitsOf(value)));
        else
            report.AddWarning(item.Path, $"component '{component}' is not known here, and '{name}' is left out");
    }

    private void ReadPolicy(DefinitionsElement item)
    {
        if (item["name"].Name() is not { } name || HostOf(item) is not { } host)
            return;
        Add(document.Policies, item, host, CreatePolicy(item, name, isOperator: false));
    }

    private Policy? CreatePolicy(DefinitionsElement item, string name, bool isOperator)
    {
        var definition = item["definition"];
        if (item["pattern"].Text() is not { } pattern || item["apply-to"].Text("all") is not { } scope)
            return null;
        Policy? policy = null;
        report.Try(item.Path, () => policy = Policy.Create(
            name, pattern, scope, item["priority"].Integer() ?? 0, definition.Table(), isOperator));
        return policy;
    }

    private void ReadExchange(DefinitionsElement item)
    {
        if (item["name"].Name() is { } name && item["type"].Name() is { } type && HostOf(item) is { } host)
        {
            Add(document.Exchanges, item, host, new ExchangeDefinition(
                name,
                type,
                item["durable"].Boolean(true),
                item["auto_delete"].Boolean(false),
                item["internal"].Boolean(false),
                item["arguments"].Table()));
        }
    }

    private void ReadQueue(DefinitionsElement item)
    {
        if (item["name"].Name() is { } name && HostOf(item) is { } host)
        {
            Add(document.Queues, item, host, new QueueDefinition(
                name, item["durable"].Boolean(true), false, item["auto_delete"].Boolean(false), item["arguments"].Table()));
        }
    }

    private void ReadBinding(DefinitionsElement item)
    {
        if (item["source"].Name() is not { } source || item["destination"].Name() is not { } destination
            || item["destination_type"].Text("queue") is not { } type || item["routing_key"].ShortText() is not { } key
            || HostOf(item) is not { } host)
        {
            return;
        }
        if (type is not ("queue" or "exchange"))
            item["destination_type"].Refuse("it must be 'queue' or 'exchange'");
        // Those of the default exchange come with the queues.
        else if (source.Length > 0)
            Add(document.Bindings, item, host, new BindingDefinition(source, destination, type == "queue", key, item["arguments"].Table()));
    }

    private string? HostOf(DefinitionsElement item) => AccessReader.HostOf(item, virtualHost);

    private static void Add<T>(List<Defined<T>> list, DefinitionsElement item, string host, T? value)
        where T : class
    {
        if (value is not null)
            list.Add(new Defined<T>(item.Path, host, value));
    }
}
