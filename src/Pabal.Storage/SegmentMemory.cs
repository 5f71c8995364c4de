using System.Runtime.InteropServices;

namespace Pabal.Storage;

/// <summary>Owns a segment's unmanaged memory, so that it is freed also when a broker is dropped without being stopped.</summary>
internal sealed unsafe class SegmentMemory : SafeHandle
{
    public SegmentMemory(int size)
        : base(0, ownsHandle: true) => handle = (nint)NativeMemory.Alloc((nuint)size);

    public override bool IsInvalid => handle == 0;

    public byte* Pointer => (byte*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free(Pointer);
        return true;
    }
}
