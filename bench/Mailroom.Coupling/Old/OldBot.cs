using System.Globalization;
using Mailroom.Mail;
using Mailroom.Mail.Composing;
using Mailroom.Mail.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mailroom.Coupling.Old;

/// <summary>
/// The bot as it was: the API calls it to send, and while it sends it calls the API for what it needs and for storing what it has
/// sent. It works on as many mails as it has connections to the mail server, and keeps these open.
/// </summary>
internal sealed class OldBot(IMailSender sender, SemaphoreSlim workers)
{
    public static async Task RunAsync(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        var connections = builder.Configuration.GetValue<int>("Connections");
        await using var sender = new MailKitSender(new SmtpSenderOptions
        {
            Server = new MailServerOptions
            {
                Host = "127.0.0.1",
                Port = builder.Configuration.GetValue<int>("MailServerPort"),
                Tls = TlsMode.None,
            },
            MaxConnections = connections,
        });
        using var workers = new SemaphoreSlim(connections);
        builder.Services.AddHttpClient<ApiClient>(http =>
        {
            http.BaseAddress = new Uri(builder.Configuration["Api"]!);
            http.Timeout = TimeSpan.FromSeconds(builder.Configuration.GetValue<double>("Timeout"));
        });
        await using var app = builder.Build();
        app.MapPost("/send", new OldBot(sender, workers).SendAsync);
        await app.RunAsync();
    }

    private async Task<IResult> SendAsync(SendOrder order, ApiClient api, CancellationToken cancellation)
    {
        await workers.WaitAsync(cancellation);
        try
        {
            var account = await api.GetAccountAsync(order.AccountId, cancellation);
            var mail = MailComposer.Compose(new MailDraft
            {
                MessageId = string.Create(CultureInfo.InvariantCulture, $"{order.MessageId:N}@example.test"),
                From = new MailAddress(account.Name, account.Address),
                To = [new MailAddress(null, order.Recipient)],
                Date = order.Date,
                Subject = order.Subject,
                Text = $"{order.Text}\n-- \n{account.Signature}\n",
            });
            var result = await sender.SendAsync(mail, cancellation);
            if (result.Outcome != SendOutcome.Accepted)
                return Results.Problem($"{result.Outcome}: {result.Reply} {result.Problem}", statusCode: 502);
            var report = new SentReport(
                order.MessageId, order.Recipient, mail.Content.ToArray(), TimeProvider.System.GetUtcNow());
            await api.StoreAsync(report, cancellation);
            return Results.Ok(new SendReport(result.Reply!.ToString()));
        }
        finally
        {
            workers.Release();
        }
    }
}
