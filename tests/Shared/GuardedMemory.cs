using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SimdNet.Testing;

/// <summary>Floats between two pages that may not be touched: reading or writing one element past either end ends the process at once.</summary>
/// <remarks>Native memory, rounded up to whole pages; spans must not be used after Dispose. Linux (x64 and ARM64) and Windows.</remarks>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private static readonly nuint PageSize = (nuint)Environment.SystemPageSize;

    private readonly nuint _accessibleBytes;
    private byte* _firstGuard;

    /// <param name="length">the most floats that AtStart or AtEnd will be asked for</param>
    public GuardedMemory(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        nuint bytes = (nuint)length * sizeof(float);
        _accessibleBytes = Math.Max((bytes + PageSize - 1) / PageSize, 1) * PageSize;
        _firstGuard = Reserve(TotalBytes);
        Open(_firstGuard + PageSize, _accessibleBytes);
    }

    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    private nuint TotalBytes => _accessibleBytes + 2 * PageSize;

    /// <summary>length floats, the last of which is followed by a guard page</summary>
    public Span<float> AtEnd(int length)
    {
        int capacity = CheckedCapacity(length);
        return new Span<float>(_firstGuard + PageSize, capacity)[(capacity - length)..];
    }

    /// <summary>length floats, the first of which follows a guard page</summary>
    public Span<float> AtStart(int length)
    {
        CheckedCapacity(length);
        return new Span<float>(_firstGuard + PageSize, length);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    ~GuardedMemory() => Release();

    private int CheckedCapacity(int length)
    {
        ObjectDisposedException.ThrowIf(_firstGuard == null, this);
        int capacity = (int)(_accessibleBytes / sizeof(float));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, capacity);
        return capacity;
    }

    private static byte* Reserve(nuint bytes)
    {
        nint address;
        if (OperatingSystem.IsWindows()) address = VirtualAlloc(0, bytes, MemReserve | MemCommit, PageNoAccess);
        else if (OperatingSystem.IsLinux()) address = Map(0, bytes, ProtNone, MapPrivate | MapAnonymous, -1, 0);
        else throw new PlatformNotSupportedException("Guard pages need Linux or Windows; ask GuardedMemory.IsSupported first.");
        return address is not (0 or -1) ? (byte*)address : throw new InvalidOperationException($"The system did not give {bytes} bytes of address space.");
    }

    private static void Open(byte* address, nuint bytes)
    {
        bool opened = OperatingSystem.IsWindows()
            ? VirtualProtect(address, bytes, PageReadWrite, out _) != 0
            : Protect(address, bytes, ProtRead | ProtWrite) == 0;
        if (!opened) throw new InvalidOperationException("The memory between the guard pages could not be made accessible.");
    }

    private void Release()
    {
        if (_firstGuard == null) return;
        bool released = OperatingSystem.IsWindows() ? VirtualFree(_firstGuard, 0, MemRelease) != 0 : Unmap(_firstGuard, TotalBytes) == 0;
        Debug.Assert(released);
        _firstGuard = null;
    }

    // Linux: <asm-generic/mman.h>
    private const int ProtNone = 0, ProtRead = 1, ProtWrite = 2, MapPrivate = 2, MapAnonymous = 0x20;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint bytes);

    // Windows: <memoryapi.h>
    private const uint MemCommit = 0x1000, MemReserve = 0x2000, MemRelease = 0x8000, PageNoAccess = 1, PageReadWrite = 4;

    [LibraryImport("kernel32")]
    private static partial nint VirtualAlloc(nint address, nuint bytes, uint type, uint protection);

    [LibraryImport("kernel32")]
    private static partial int VirtualProtect(void* address, nuint bytes, uint protection, out uint old);

    [LibraryImport("kernel32")]
    private static partial int VirtualFree(void* address, nuint bytes, uint type);
}
