using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mailroom.Api.Settings;
using Mailroom.Bot.Configuration;
using Mailroom.Parts;
using Mailroom.Settings;
using Pabal.Server;
using Pabal.Storage;

var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    using var configuration = ConfigurationSources.Read(args);
    var settings = new SettingsReader(configuration).Read();
    await using var parts = await AllParts.StartAsync(settings, configuration);
    if (settings.IsBrokerElsewhere)
        Console.WriteLine($"Port 5672 is taken: AMQP clients connect to amqp://{settings.Broker}");
    // A fragment is never sent to a server, and so in nobody's log; the page takes it out of the address.
    var address = settings.Key is null ? $"{settings.Url}/" : $"{settings.Url}/#key={settings.Key}";
    Console.WriteLine(settings.RunsApi ? $"Mailroom is at {address}" : "Mailroom runs without its API and page");
    var failed = parts.WhenFailedAsync();
    if (await Task.WhenAny(stopping.Task, failed) != failed)
        return 0;
    return Fail(1, await failed);
}
catch (Exception exception) when (exception is SettingsException or ApiConfigurationException
    or InvalidSettingException or InvalidOptionException)
{
    return Fail(2, exception.Message);
}
catch (Exception exception) when (exception is LogDamageException or LogFormatException)
{
    return Fail(4, $"the broker's log can't be used: {exception.Message}");
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException)
{
    return Fail(1, exception.Message);
}

// The first signal stops in good order; a second one finds no handler that takes it.
void Stop(PosixSignalContext signal) => signal.Cancel = stopping.TrySetResult();

static int Fail(int code, string reason)
{
    Console.Error.WriteLine($"mailroom: {reason}");
    return code;
}
