using Mailroom.Servers;

[assembly: AssemblyFixture(typeof(Mailroom.Api.Tests.PostgreSqlFixture))]

namespace Mailroom.Api.Tests;

/// <summary>One PostgreSQL server for all tests, started when the first one asks for it; each gets a database of its own.</summary>
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private PostgreSqlServer? server;

    /// <returns>The connection string of an empty database. Skips the test where PostgreSQL is missing.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        await gate.WaitAsync();
        try
        {
            server ??= await PostgreSqlServer.StartAsync();
            // Tests that have ended leave connections in their pools, and the server has so many and no more.
            return await server.CreateDatabaseAsync() + ";Maximum Pool Size=20;Connection Idle Lifetime=2;Connection Pruning Interval=1";
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        gate.Dispose();
    }
}
