using System.Data.Common;

namespace Mailroom.Bot.Ledgers;

/// <summary>Statements with named parameters, within a transaction.</summary>
internal static class LedgerCommand
{
    public static async Task<int> ExecuteAsync(
        this DbTransaction transaction, string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Create(transaction, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<List<T>> QueryAsync<T>(
        this DbTransaction transaction, string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        await using var command = Create(transaction, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    private static DbCommand Create(DbTransaction transaction, string sql, (string Name, object? Value)[] parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The statements are constants of the ledger; what varies is in parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
