using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mailroom.Coupling.Old;

/// <summary>
/// The API as it was: it owns the database, and holds its transaction while the bot sends. It passes the caller's cancellation on
/// everywhere, blocks no thread, and has the defaults of ASP.NET Core, EF Core and Npgsql.
/// </summary>
internal static class OldApi
{
    public static async Task RunAsync(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        var connectionString = builder.Configuration["Database"]!;
        builder.Services.AddDbContext<OldDatabase>(options => OldDatabase.Configure(options, connectionString));
        builder.Services.AddHttpClient<BotClient>(http =>
        {
            http.BaseAddress = new Uri(builder.Configuration["Bot"]!);
            http.Timeout = TimeSpan.FromSeconds(builder.Configuration.GetValue<double>("Timeout"));
        });
        await using var app = builder.Build();
        await using (var scope = app.Services.CreateAsyncScope())
            await OldDatabase.PrepareAsync(scope.ServiceProvider.GetRequiredService<OldDatabase>());
        app.MapPost("/v1/messages", PostAsync);
        app.MapGet("/internal/accounts/{id:int}", AccountAsync);
        app.MapPost("/internal/sent-mails", StoreAsync);
        app.MapGet("/internal/recipients", RecipientsAsync);
        await app.RunAsync();
    }

    private static async Task<IResult> PostAsync(
        PostedMessage posted, OldDatabase database, BotClient bot, CancellationToken cancellation)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        var message = new Message
        {
            Id = Guid.CreateVersion7(),
            AccountId = OldDatabase.AccountId,
            Recipient = posted.To[0],
            Subject = posted.Subject,
            Text = posted.Text,
            State = "sending",
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        database.Messages.Add(message);
        await database.SaveChangesAsync(cancellation);
        var order = new SendOrder(
            message.Id, message.AccountId, message.Recipient, message.Subject, message.Text, message.CreatedAt);
        // Within the transaction, so that no message is stored as sent that was not.
        var report = await bot.SendAsync(order, cancellation);
        message.State = "sent";
        message.Reply = report.Reply;
        message.SentAt = TimeProvider.System.GetUtcNow();
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return Results.Created(
            string.Create(CultureInfo.InvariantCulture, $"/v1/messages/{message.Id}"), new { message.Id, message.State });
    }

    private static async Task<IResult> AccountAsync(int id, OldDatabase database, CancellationToken cancellation) =>
        await database.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.Id == id, cancellation) is { } account
            ? Results.Ok(account)
            : Results.NotFound();

    private static async Task<IResult> StoreAsync(SentReport report, OldDatabase database, CancellationToken cancellation)
    {
        database.SentMails.Add(new SentMail
        {
            MessageId = report.MessageId,
            Recipient = report.Recipient,
            Content = report.Content,
            SentAt = report.SentAt,
        });
        await database.SaveChangesAsync(cancellation);
        return Results.NoContent();
    }

    // For the count at the end: the messages that the database has as sent.
    private static async Task<string[]> RecipientsAsync(OldDatabase database, CancellationToken cancellation) =>
        await database.Messages.Where(message => message.State == "sent")
            .Select(message => message.Recipient).ToArrayAsync(cancellation);
}
