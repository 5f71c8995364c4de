using System.Diagnostics;

namespace Pabal.Storage.Tests.Devices;

public sealed class FileDeviceTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pabal-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Create_WithReservedOctets_ReadsZeros()
    {
        using var device = new FileDevice(directory);
        using var file = device.Create("a", 10_000);
        file.Write(100, [1, 2]);
        file.Sync();
        device.SyncDirectory();

        file.Length.ShouldBe(10_000);
        var octets = new byte[20_000];
        file.ReadFully(99, octets).ShouldBe(9_901);
        octets[..4].ShouldBe(new byte[] { 0, 1, 2, 0 });
        Should.Throw<IOException>(() => device.Create("a", 1));
    }

    [Fact]
    public void SetLength_CutAndExtended_ReadsZerosBehindTheCut()
    {
        using var device = new FileDevice(directory);
        using var file = device.Create("a", 10);
        file.Write(0, [1, 2, 3, 4]);

        file.SetLength(2);
        file.SetLength(4);

        var octets = new byte[4];
        file.ReadFully(0, octets).ShouldBe(4);
        octets.ShouldBe(new byte[] { 1, 2, 0, 0 });
    }

    [Fact]
    public void Rename_OverNothing_KeepsTheContent()
    {
        using var device = new FileDevice(directory);
        using (var file = device.Create("a", 10))
            file.Write(0, [1, 2, 3]);

        device.Rename("a", "b");

        using var renamed = device.Open("b");
        var octets = new byte[3];
        renamed.ReadFully(0, octets).ShouldBe(3);
        octets.ShouldBe(new byte[] { 1, 2, 3 });
        Should.Throw<IOException>(() => device.Rename("a", "c"));
    }

    [Fact]
    public void AvailableOctets_OfADirectory_AreThoseOfItsFileSystem()
    {
        using var device = new FileDevice(directory);

        device.AvailableOctets.ShouldBeInRange(1, new DriveInfo(directory).TotalSize);
    }

    [Fact]
    public void Open_OfALockedDirectory_NamesIt()
    {
        using (new FileDevice(directory))
        {
            Should.Throw<DirectoryInUseException>(() => new FileDevice(directory)).Message.ShouldContain($"'{directory}' is in use");
            Should.Throw<DirectoryInUseException>(() => FileDevice.OpenReadOnly(directory));
        }

        new FileDevice(directory).Dispose();
        FileDevice.OpenReadOnly(directory).Dispose();
    }

    [Fact]
    public void OpenReadOnly_OfADirectoryNobodyLocked_WritesNothing()
    {
        FileDevice.OpenReadOnly(directory).Dispose();

        Directory.GetFileSystemEntries(directory).ShouldBeEmpty();
        Should.Throw<DirectoryNotFoundException>(() => FileDevice.OpenReadOnly(Path.Combine(directory, "none")));
    }

    // The base library locks by flock, so this program can stand for another broker that is killed.
    [Fact]
    public void Lock_OfAProcessThatWasKilled_IsFree()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/flock"), "needs flock");
        new FileDevice(directory).Dispose();
        var start = new ProcessStartInfo("/usr/bin/flock")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "-o", Path.Combine(directory, DirectoryLock.FileName), "sh", "-c", "echo held; read x" })
            start.ArgumentList.Add(argument);
        using var holder = Process.Start(start)!;
        holder.StandardOutput.ReadLine().ShouldBe("held");
        Should.Throw<DirectoryInUseException>(() => new FileDevice(directory));

        holder.Kill();
        holder.WaitForExit(20_000).ShouldBeTrue();

        new FileDevice(directory).Dispose();
        holder.StandardInput.Close();
    }
}
