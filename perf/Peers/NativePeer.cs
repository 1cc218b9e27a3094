using System.Runtime.InteropServices;

namespace SimdNet.Perf.Peers;

/// <summary>Finds native libraries that may or may not be on this machine.</summary>
internal static class NativePeer
{
    /// <summary>A library's handle, or 0.</summary>
    /// <param name="variable">an environment variable that may hold the library file's path, which then is the only candidate; null: none</param>
    /// <param name="names">candidates in the loader's path</param>
    public static nint Load(string? variable, params ReadOnlySpan<string> names)
    {
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path)
            return NativeLibrary.TryLoad(path, out nint pinned) ? pinned : throw new DllNotFoundException($"{variable} names {path}, which cannot be loaded.");

        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
                return handle;
        }

        return 0;
    }

    /// <summary>Sets a variable, or removes it, where native code reads it: on Unix, .NET keeps its own copy of the environment.</summary>
    public static unsafe void SetEnvironmentVariable(string name, string? value)
    {
        nint program = NativeLibrary.GetMainProgramHandle();
        nint nameUtf8 = Marshal.StringToCoTaskMemUTF8(name);
        nint valueUtf8 = Marshal.StringToCoTaskMemUTF8(value);
        if (value is null)
            ((delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(program, "unsetenv"))(nameUtf8);
        else
            ((delegate* unmanaged[Cdecl]<nint, nint, int, int>)NativeLibrary.GetExport(program, "setenv"))(nameUtf8, valueUtf8, 1);
        Marshal.FreeCoTaskMem(nameUtf8);
        Marshal.FreeCoTaskMem(valueUtf8);
    }
}
