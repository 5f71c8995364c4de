namespace Pabal.Storage.Tests.Devices;

public enum DeviceCall
{
    Read,
    Write,
    Sync,
    SetLength,
    Create,
    Open,
    Delete,
    Rename,
    SyncDirectory,
}
