namespace Pabal.Crash.Ledgers;

/// <summary>
/// What is declared and deleted. Each definition belongs to one client, which writes down each step before it and after its
/// answer; the check comes when no client is left.
/// </summary>
internal sealed class DefinitionLedger
{
    private readonly Dictionary<Definition, (Presence Presence, string Type)> states = [];
    private readonly Lock gate = new();

    public Presence this[Definition definition]
    {
        get
        {
            lock (gate)
                return states.GetValueOrDefault(definition).Presence;
        }
    }

    /// <summary>The type with which an exchange was declared last.</summary>
    public string TypeOf(Definition definition)
    {
        lock (gate)
            return states.GetValueOrDefault(definition).Type ?? "";
    }

    /// <summary>A declaration is about to be sent.</summary>
    public void Declaring(Definition definition, string type = "")
    {
        lock (gate)
        {
            if (states.GetValueOrDefault(definition).Presence != Presence.Present)
                states[definition] = (Presence.Uncertain, type);
        }
    }

    public void Declared(Definition definition) => Set(definition, Presence.Present);

    /// <summary>A deletion is about to be sent. What depends on it goes with it or stays with it.</summary>
    public void Deleting(Definition definition)
    {
        lock (gate)
        {
            if (states.GetValueOrDefault(definition).Presence != Presence.Absent)
                states[definition] = (Presence.Uncertain, TypeOf(definition));
        }
    }

    /// <summary>It was deleted, and with it what depends on it.</summary>
    public void Deleted(Definition definition)
    {
        lock (gate)
        {
            Set(definition, Presence.Absent);
            foreach (var dependent in states.Keys.Where(other => other.DependsOn(definition)).ToList())
                Set(dependent, Presence.Absent);
        }
    }

    private void Set(Definition definition, Presence presence)
    {
        lock (gate)
            states[definition] = (presence, TypeOf(definition));
    }
}
