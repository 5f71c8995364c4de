using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pabal.Engine.Definitions;
using Pabal.Engine.Policies;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Definitions;

/// <summary>
/// Writes definitions so that RabbitMQ 3.10 takes them. What it doesn't know, and would refuse, stands under "pabal", which it
/// passes over.
/// </summary>
internal sealed class DefinitionsWriter
{
    private const string Version = "3.10.8";

    private readonly DefinitionsDocument document;
    private readonly DefinitionsReport report;
    private readonly bool isWhole;
    private readonly Utf8JsonWriter writer;

    private DefinitionsWriter(Utf8JsonWriter writer, DefinitionsDocument document, DefinitionsReport report, bool isWhole)
    {
        this.writer = writer;
        this.document = document;
        this.report = report;
        this.isWhole = isWhole;
    }

    /// <param name="document">What there is.</param>
    /// <param name="isWhole">False for one virtual host's, which then isn't named.</param>
    /// <param name="report">Gets what RabbitMQ will not take as it is.</param>
    /// <returns>A file of UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(DefinitionsDocument document, bool isWhole, DefinitionsReport report)
    {
        var octets = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(octets, options))
            new DefinitionsWriter(json, document, report, isWhole).WriteAll();
        return octets.WrittenMemory;
    }

    private void WriteAll()
    {
        writer.WriteStartObject();
        // Which format it is; RabbitMQ looks at it to know.
        writer.WriteString("rabbit_version", Version);
        writer.WriteString("rabbitmq_version", Version);
        if (isWhole)
            new AccessWriter(writer, report).Write(document);
        WriteList("parameters", document.Limits.Where(AccessWriter.IsLimited), limits => AccessWriter.WriteLimits(writer, limits.Value), WriteOperatorPolicies);
        if (isWhole)
            WriteList("global_parameters", Array.Empty<Defined<Policy>>(), static _ => { });
        WriteList("policies", document.Policies.Where(IsForRabbitMq), policy => WriteKnown(policy.Value));
        WriteList("exchanges", document.Exchanges, exchange => Write(exchange.Path, exchange.Value));
        WriteList("queues", document.Queues, queue => Write(queue.Path, queue.Value));
        WriteList("bindings", document.Bindings, binding => Write(binding.Path, binding.Value));
        WriteOwn();
        writer.WriteEndObject();
    }

    private void WriteOwn()
    {
        writer.WriteStartObject("pabal");
        if (isWhole)
            AccessWriter.WriteOwn(writer, document.Users);
        WriteList("policies", document.Policies.Where(IsOwn), policy => WriteWhole(policy.Value));
        foreach (var policy in document.Policies.Where(IsOwn))
        {
            report.AddWarning($"policy '{policy.Value.Name}' in {policy.Path}", IsForRabbitMq(policy)
                ? "RabbitMQ gets it without the keys that it doesn't know"
                : "RabbitMQ doesn't get it: it knows none of its keys, or not what it applies to");
        }
        WriteList("composite_destinations", document.Composites, composite => DestinationsWriter.Write(writer, composite.Value));
        foreach (var composite in document.Composites)
            report.AddWarning(composite.Path, "RabbitMQ doesn't get it: it has no such thing");
        WriteList("virtual_topics", document.VirtualTopics, topic => DestinationsWriter.Write(writer, topic.Value));
        writer.WriteEndObject();
    }

    private void WriteList<T>(string name, IEnumerable<Defined<T>> items, Action<Defined<T>> write, Action? writeMore = null)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            if (isWhole)
                writer.WriteString("vhost", item.VirtualHost);
            write(item);
            writer.WriteEndObject();
        }
        writeMore?.Invoke();
        writer.WriteEndArray();
    }

    private void WriteOperatorPolicies()
    {
        foreach (var (path, host, policy) in document.OperatorPolicies)
        {
            if (!HasKnownScope(policy))
                report.AddWarning($"operator policy '{policy.Name}' in {path}", "RabbitMQ will refuse what it applies to");
            writer.WriteStartObject();
            if (isWhole)
                writer.WriteString("vhost", host);
            writer.WriteString("component", "operator_policy");
            writer.WriteString("name", policy.Name);
            writer.WriteStartObject("value");
            WriteSettings(policy, policy.Definition);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private void WriteWhole(Policy policy)
    {
        writer.WriteString("name", policy.Name);
        WriteSettings(policy, policy.Definition);
    }

    private void WriteKnown(Policy policy)
    {
        var known = new FieldTable();
        foreach (var (name, value) in policy.Definition)
        {
            if (PolicyKeys.IsKnownToRabbitMq(name))
                known.Set(name, value);
        }
        writer.WriteString("name", policy.Name);
        WriteSettings(policy, known);
    }

    private void WriteSettings(Policy policy, FieldTable definition)
    {
        writer.WriteString("pattern", policy.Pattern);
        writer.WriteString("apply-to", PolicyScopes.NameOf(policy.Scope));
        writer.WriteNumber("priority", policy.Priority);
        writer.WritePropertyName("definition");
        JsonTable.Write(writer, definition, $"policy '{policy.Name}'", report);
    }

    private static bool IsForRabbitMq(Defined<Policy> policy) => HasKnownScope(policy.Value)
        && policy.Value.Definition.Any(pair => PolicyKeys.IsKnownToRabbitMq(pair.Key));

    private static bool IsOwn(Defined<Policy> policy) => !HasKnownScope(policy.Value)
        || policy.Value.Definition.Any(pair => !PolicyKeys.IsKnownToRabbitMq(pair.Key));

    // The scopes of single queue types came with RabbitMQ 3.12.
    private static bool HasKnownScope(Policy policy) =>
        policy.Scope is PolicyScope.All or PolicyScope.Queues or PolicyScope.Exchanges;

    private void Write(string path, ExchangeDefinition exchange)
    {
        writer.WriteString("name", exchange.Name);
        writer.WriteString("type", exchange.Type);
        writer.WriteBoolean("durable", exchange.Durable);
        writer.WriteBoolean("auto_delete", exchange.AutoDelete);
        writer.WriteBoolean("internal", exchange.Internal);
        WriteArguments(path, exchange.Arguments);
    }

    private void Write(string path, QueueDefinition queue)
    {
        writer.WriteString("name", queue.Name);
        writer.WriteString("type", QueueArguments.TypeOf(queue) == QueueType.Quorum ? "quorum" : "classic");
        writer.WriteBoolean("durable", queue.Durable);
        writer.WriteBoolean("auto_delete", queue.AutoDelete);
        WriteArguments(path, queue.Arguments);
    }

    private void Write(string path, BindingDefinition binding)
    {
        writer.WriteString("source", binding.Source);
        writer.WriteString("destination", binding.Destination);
        writer.WriteString("destination_type", binding.IsToQueue ? "queue" : "exchange");
        writer.WriteString("routing_key", binding.RoutingKey);
        WriteArguments(path, binding.Arguments);
    }

    private void WriteArguments(string path, FieldTable arguments)
    {
        writer.WritePropertyName("arguments");
        JsonTable.Write(writer, arguments, path, report);
    }
}
