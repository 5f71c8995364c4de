using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Checking;

/// <summary>
/// Compares the definitions that are found after a restart with those that have to be there, and settles what was uncertain.
/// Exchanges and queues come before the bindings between them.
/// </summary>
internal sealed class DefinitionCheck(Ledger ledger, DefinitionLedger definitions)
{
    public void Observe(Definition definition, bool present)
    {
        var expected = definitions[definition];
        if (expected == Presence.Present && !present)
            ledger.Report(ViolationKind.MissingDefinition, $"{definition}", "was declared, and is not there");
        if (expected == Presence.Absent && present)
            ledger.Report(ViolationKind.UndeletedDefinition, $"{definition}", "was deleted or never declared, and is there");
        if (present)
            definitions.Declared(definition);
        else
            definitions.Deleted(definition);
    }
}
