using System.Net;
using System.Net.Sockets;
using System.Text;
using Mailroom.Api.Changes;

namespace Mailroom.Api.Tests.Http;

/// <summary>Server-sent events.</summary>
public class ChangeTests(PostgreSqlFixture postgreSql)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Listener_IsToldOfChanges_AndGoesOnWhereItWas(DatabaseKind kind)
    {
        await using var api = await StartAsync(kind);
        await using var listener = await Listener.StartAsync(api);
        var first = await api.AcceptAsync();
        var told = await listener.NextAsync();
        told.Kind.ShouldBe("message");
        ((Guid?)told.Data["id"]).ShouldBe(first);
        ((string?)told.Data["state"]).ShouldBe("accepted");
        await api.PostAsync($"/v1/messages/{first}/cancel");
        ((string?)(await listener.NextAsync()).Data["state"]).ShouldBe("cancelled");

        await using var resumed = await Listener.StartAsync(api, told.Id);
        var second = await api.AcceptAsync();
        ((string?)(await resumed.NextAsync()).Data["kind"]).ShouldBe("cancelled");
        ((Guid?)(await resumed.NextAsync()).Data["id"]).ShouldBe(second);
        ((Guid?)(await listener.NextAsync()).Data["id"]).ShouldBe(second);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Listener_ThatWasAwayForLong_MissesNothing(DatabaseKind kind)
    {
        const int Count = 700;
        await using var api = await StartAsync(kind);
        string begin;
        await using (var listener = await Listener.StartAsync(api))
            begin = listener.LastId;
        var ids = new List<Guid>();
        for (var i = 0; i < Count; i += 20)
            ids.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.AcceptAsync())));

        await using var resumed = await Listener.StartAsync(api, begin);
        var told = new List<Guid>();
        while (told.Count < ids.Count)
            told.Add((Guid)(await resumed.NextAsync()).Data["id"]!);

        told.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task Listener_OnPostgreSql_HearsWhatAnotherInstanceDid_InspiteOfTransactionsThatEndLate()
    {
        var database = await postgreSql.CreateDatabaseAsync();
        await using var one = await ApiHost.StartAsync(database: database);
        await using var two = await ApiHost.StartAsync(database: database);
        await using var listener = await Listener.StartAsync(one);
        var release = new TaskCompletionSource();
        var inside = new TaskCompletionSource();

        // It takes its place in the sequence first, and is committed last.
        var late = two.Database.WriteAsync(
            async (db, token) =>
            {
                db.Timeline.Add(new() { MessageId = Guid.Empty, Time = DateTimeOffset.UtcNow, Kind = "late" });
                await db.SaveChangesAsync(token);
                inside.SetResult();
                await release.Task;
                return true;
            },
            CancellationToken.None);
        await inside.Task.WithinAsync();
        var id = await two.AcceptAsync();
        release.SetResult();
        await late.WithinAsync();

        var told = new[] { await listener.NextAsync(), await listener.NextAsync() };
        told.Select(change => (string?)change.Data["kind"]).ShouldBe(["late", "accepted"]);
        ((Guid?)told[1].Data["id"]).ShouldBe(id);
    }

    [Fact]
    public async Task Listener_ThatDoesNotRead_HoldsUpNobody()
    {
        await using var api = await StartAsync(DatabaseKind.Sqlite);
        using var lazy = new TcpClient { ReceiveBufferSize = 1024 };
        await lazy.ConnectAsync(IPAddress.Loopback, api.Client.BaseAddress!.Port);
        await lazy.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ApiHost.Key}\r\n\r\n"));
        await using var listener = await Listener.StartAsync(api);

        for (var i = 0; i < 2000; i += 40)
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => api.AcceptAsync()));
            for (var told = 0; told < 40; told++)
                (await listener.NextAsync()).Kind.ShouldBe("message");
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("9223372036854775807-1")]
    [InlineData("-1")]
    public async Task LastEventId_ThatCantBeOurs_MeansFromNowOn(string lastEventId)
    {
        await using var api = await StartAsync(DatabaseKind.Sqlite);
        await api.AcceptAsync();
        await using var listener = await Listener.StartAsync(api, lastEventId);
        var id = await api.AcceptAsync();

        ((Guid?)(await listener.NextAsync()).Data["id"]).ShouldBe(id);
    }

    [Fact]
    public async Task Stop_WithListeners_DoesNotWaitForThem()
    {
        var api = await StartAsync(DatabaseKind.Sqlite);
        await using var listener = await Listener.StartAsync(api);

        await api.DisposeAsync().AsTask().WithinAsync();
    }

    [Fact]
    public void ChangePosition_IsReadAsItIsWritten()
    {
        var position = new ChangePosition(7, long.MaxValue);

        ChangePosition.TryParse(position.ToString(), out var parsed).ShouldBeTrue();

        parsed.ShouldBe(position);
    }

    private async Task<ApiHost> StartAsync(DatabaseKind kind) =>
        await ApiHost.StartAsync(database: kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null);
}
