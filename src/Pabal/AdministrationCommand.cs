using Microsoft.Extensions.Configuration;
using Pabal.Server;
using Pabal.Storage;

namespace Pabal;

/// <summary>The commands about definitions, policies, users and virtual hosts: their input and output, and how they end.</summary>
internal static class AdministrationCommand
{
    private const int Unusable = 1;
    private const int WrongUse = 2;
    private const string StandardStream = "-";

    /// <summary>Whether it is the first word of such a command.</summary>
    public static bool IsName(string word) => word is "definitions" or "policy" or "user" or "vhost";

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var parsed = CommandArguments.Parse(arguments);
            var configuration = new ConfigurationBuilder();
            ConfigurationSources.Add(configuration, [.. parsed.Configuration]);
            return await RunAsync(ConfigurationReader.Read(configuration.Build()), parsed);
        }
        catch (InvalidOptionException exception)
        {
            await Console.Error.WriteLineAsync($"pabal: {exception.Message}");
            return WrongUse;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LogFormatException or LogDamageException)
        {
            await Console.Error.WriteLineAsync($"pabal: {exception.Message}");
            return Unusable;
        }
    }

    private static async Task<int> RunAsync(PabalOptions options, CommandArguments arguments)
    {
        string[] words = [.. arguments.Words];
        string? target = null;
        string? input = null;
        switch (words)
        {
            case ["definitions", "import", var file]:
                input = file == StandardStream ? await Console.In.ReadToEndAsync() : await File.ReadAllTextAsync(file);
                words = words[..2];
                break;
            case ["definitions", "export", var file]:
                target = file;
                words = words[..2];
                break;
            case ["definitions", ..]:
                words = ["definitions"];
                break;
            case ["user", "add" or "password", _]:
                input = PasswordInput.Read();
                break;
        }
        var (exitCode, output, errors) = await PabalCommands.RunAsync(options, words, arguments.Named, input);
        if (errors.Length > 0)
            await Console.Error.WriteAsync(exitCode == 0 ? errors : $"pabal: {errors}");
        if (target is null or StandardStream || exitCode != 0)
            await Console.Out.WriteAsync(output);
        else
            // It has hashes of passwords.
            await PrivateFile.WriteAsync(target, output);
        return exitCode;
    }
}
