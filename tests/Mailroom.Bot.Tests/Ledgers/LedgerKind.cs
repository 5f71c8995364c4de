namespace Mailroom.Bot.Tests.Ledgers;

/// <summary>Where a test's ledger is.</summary>
public enum LedgerKind
{
    Sqlite,
    Postgres,
}
