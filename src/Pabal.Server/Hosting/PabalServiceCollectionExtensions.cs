using Microsoft.Extensions.DependencyInjection.Extensions;
using Pabal.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a broker to a host.</summary>
public static class PabalServiceCollectionExtensions
{
    /// <summary>
    /// Adds a broker that starts before the services that are added after it and stops after them; get
    /// <see cref="PabalService"/> from the provider to learn its port.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static IServiceCollection AddPabal(this IServiceCollection services, Action<PabalOptions>? configure = null)
    {
        var options = new PabalOptions();
        configure?.Invoke(options);
        return services.AddPabal(options);
    }

    /// <summary>Adds a broker with these options, which are not to be changed afterwards.</summary>
    public static IServiceCollection AddPabal(this IServiceCollection services, PabalOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PabalService>();
        services.AddHostedService(provider => provider.GetRequiredService<PabalService>());
        return services;
    }
}
