using System.Diagnostics;

namespace Pabal.Server.Tests.Amqp.Access;

/// <summary>Administers the RabbitMQ that is compared with, by the rabbitmqctl that PABAL_PEER_CTL names.</summary>
internal static class PeerControl
{
    private static readonly string? program = Environment.GetEnvironmentVariable("PABAL_PEER_CTL");

    public static bool IsThere => BrokerFixture.PeerPort != 0 && !string.IsNullOrEmpty(program);

    public static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program!, ["-q", .. arguments]) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, error);
    }
}
