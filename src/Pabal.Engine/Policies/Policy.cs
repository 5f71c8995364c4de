using System.Text.RegularExpressions;
using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Policies;

/// <summary>What holds for the queues and exchanges whose names match a pattern. Immutable.</summary>
public sealed class Policy
{
    private readonly NamePattern pattern;
    private readonly bool fitsClassic;
    private readonly bool fitsQuorum;

    internal Policy(string name, string pattern, PolicyScope scope, long priority, FieldTable definition)
    {
        Name = name;
        Scope = scope;
        Priority = priority;
        Definition = definition;
        this.pattern = new NamePattern(pattern);
        fitsClassic = PolicyKeys.AllFit(definition, QueueType.Classic);
        fitsQuorum = PolicyKeys.AllFit(definition, QueueType.Quorum);
    }

    public string Name { get; }

    /// <summary>The regular expression.</summary>
    public string Pattern => pattern.Text;

    public PolicyScope Scope { get; }

    /// <summary>Of the policies that match a name, the one with the highest applies.</summary>
    public long Priority { get; }

    /// <summary>Keys, such as max-length, and their values.</summary>
    public FieldTable Definition { get; }

    /// <summary>Checks a policy as RabbitMQ 3.10 does.</summary>
    /// <param name="name">Unique among the virtual host's policies, or its operator policies.</param>
    /// <param name="pattern">A regular expression.</param>
    /// <param name="scope">all, queues, exchanges, classic_queues, quorum_queues or streams.</param>
    /// <param name="priority">Any.</param>
    /// <param name="definition">Keys and values; not to be changed afterwards.</param>
    /// <param name="isOperator">An operator policy may say less.</param>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static Policy Create(
        string name, string pattern, string scope, long priority, FieldTable definition, bool isOperator)
    {
        if (name.Length == 0)
            throw PolicyRefusal.Of("name must not be empty");
        if (!PolicyScopes.TryParse(scope, out var parsed))
            throw PolicyRefusal.Of($"apply-to '{scope}' unrecognised; should be 'queues', 'exchanges' or 'all'");
        PolicyKeys.Check(definition, isOperator);
        try
        {
            return new Policy(name, pattern, parsed, priority, definition);
        }
        catch (RegexParseException exception)
        {
            throw PolicyRefusal.Of(
                $"pattern should be regular expression but is invalid: {NamePattern.Describe(exception)}");
        }
    }

    /// <summary>Whether it is meant for such a queue: not if it says anything that the queue's type doesn't know.</summary>
    internal bool Matches(string queue, QueueType type) =>
        Scope.Includes(type) && (type == QueueType.Quorum ? fitsQuorum : fitsClassic) && pattern.IsMatch(queue);

    internal bool MatchesExchange(string exchange) => Scope.IncludesExchanges() && pattern.IsMatch(exchange);

    internal bool IsSameAs(Policy other) =>
        Name == other.Name && Pattern == other.Pattern && Scope == other.Scope && Priority == other.Priority
        && Definition.Equals(other.Definition);
}
