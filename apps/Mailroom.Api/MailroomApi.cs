using Mailroom.Api.Changes;
using Mailroom.Api.Data;
using Mailroom.Api.Delivery;
using Mailroom.Api.Http;
using Mailroom.Api.Messages;
using Mailroom.Api.Page;
using Mailroom.Api.Settings;
using Mailroom.Mail.Parsing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mailroom.Api;

/// <summary>Mailroom's API as a part of a program.</summary>
public static class MailroomApi
{
    /// <summary>Adds what the API consists of. Of the configuration it reads the sections Api, Broker and Database.</summary>
    /// <exception cref="ApiConfigurationException">Something in it can't be used.</exception>
    public static IServiceCollection AddMailroomApi(this IServiceCollection services, IConfiguration configuration)
    {
        var broker = SettingsReader.Broker(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(SettingsReader.Api(configuration));
        services.AddSingleton(SettingsReader.Database(configuration));
        services.AddSingleton<Database>();
        services.AddSingleton<Retention>();
        services.AddSingleton<MessageComposer>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<MessageReader>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<DeliveryState>();
        services.AddSingleton<ResultHandler>();
        services.AddSingleton<ReceivedHandler>();
        services.AddSingleton<DeadLetterHandler>();
        services.AddSingleton(new MailParser());
        services.AddSingleton(provider => new ApiMessaging(
            broker, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<Outbox>();
        services.AddSingleton<ReceivedReader>();
        services.AddSingleton<ChangeLog>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ListenerCount>();
        services.AddHostedService<DatabaseStart>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddHostedService<OutboxRelay>();
        services.AddHostedService<EventConsumers>();
        services.AddHostedService<Housekeeping>();
        AddHttp(services);
        return services;
    }

    /// <summary>Maps the API below /v1, its description, health and the page.</summary>
    public static WebApplication MapMailroomApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Use(ForbidSniffing);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebPage(app.Services.GetRequiredService<ApiOptions>().PageFolder);
        app.UseRouting();
        var api = app.MapGroup("/v1").AddEndpointFilter(new ApiKeyCheck(app.Services.GetRequiredService<ApiOptions>()))
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        MessageEndpoints.Map(api);
        ReceivedEndpoints.Map(api);
        ChangeEndpoint.Map(api);
        HealthEndpoints.Map(app);
        app.MapOpenApi();
        return app;
    }

    // No browser is to take an answer for something else than it says it is. Set last, because an answer to an exception begins anew.
    private static Task ForbidSniffing(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            response =>
            {
                ((HttpResponse)response).Headers.XContentTypeOptions = "nosniff";
                return Task.CompletedTask;
            },
            context.Response);
        return next(context);
    }

    private static void AddHttp(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemAnswer>();
        services.AddOpenApi(ApiDescription.Configure);
    }
}
