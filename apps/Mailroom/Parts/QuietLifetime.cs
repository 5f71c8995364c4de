using Microsoft.Extensions.Hosting;

namespace Mailroom.Parts;

/// <summary>Signals concern the whole program, which stops its parts one after the other.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
