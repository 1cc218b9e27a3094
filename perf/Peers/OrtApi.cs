using System.Runtime.InteropServices;

namespace SimdNet.Perf.Peers;

/// <summary>Those functions of ONNX Runtime's C API that are called here. All of them stand in its version 1, whose order is fixed for good.</summary>
/// <remarks>Places as in <c>struct OrtApi</c> of onnxruntime_c_api.h, where an assertion holds ReleaseCustomOpDomain, the last of version 1, at 101.</remarks>
internal sealed unsafe class OrtApi
{
    private const uint ApiVersion = 1;
    private readonly void** _table;

    public OrtApi(nint library)
    {
        void** apiBase = ((delegate* unmanaged[Cdecl]<void**>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        _table = ((delegate* unmanaged[Cdecl]<uint, void**>)apiBase[0])(ApiVersion);
        Version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)apiBase[1])())!;
    }

    public string Version { get; }

    /// <summary>(log level, log name, out environment)</summary>
    public delegate* unmanaged[Cdecl]<int, byte*, void**, void*> CreateEnv => (delegate* unmanaged[Cdecl]<int, byte*, void**, void*>)_table[3];

    /// <summary>(environment, model, its bytes, options, out session)</summary>
    public delegate* unmanaged[Cdecl]<void*, void*, nuint, void*, void**, void*> CreateSessionFromArray => (delegate* unmanaged[Cdecl]<void*, void*, nuint, void*, void**, void*>)_table[8];

    /// <summary>(session, run options, input names, inputs, their count, output names, their count, outputs)</summary>
    public delegate* unmanaged[Cdecl]<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*> Run => (delegate* unmanaged[Cdecl]<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*>)_table[9];

    public delegate* unmanaged[Cdecl]<void**, void*> CreateSessionOptions => (delegate* unmanaged[Cdecl]<void**, void*>)_table[10];

    public delegate* unmanaged[Cdecl]<void*, int, void*> SetSessionGraphOptimizationLevel => (delegate* unmanaged[Cdecl]<void*, int, void*>)_table[23];

    public delegate* unmanaged[Cdecl]<void*, int, void*> SetIntraOpNumThreads => (delegate* unmanaged[Cdecl]<void*, int, void*>)_table[24];

    public delegate* unmanaged[Cdecl]<void*, int, void*> SetInterOpNumThreads => (delegate* unmanaged[Cdecl]<void*, int, void*>)_table[25];

    /// <summary>(memory info, data, its bytes, shape, dimensions, element type, out value)</summary>
    public delegate* unmanaged[Cdecl]<void*, void*, nuint, long*, nuint, int, void**, void*> CreateTensorWithDataAsOrtValue => (delegate* unmanaged[Cdecl]<void*, void*, nuint, long*, nuint, int, void**, void*>)_table[49];

    /// <summary>(allocator type, memory type, out memory info)</summary>
    public delegate* unmanaged[Cdecl]<int, int, void**, void*> CreateCpuMemoryInfo => (delegate* unmanaged[Cdecl]<int, int, void**, void*>)_table[69];

    public delegate* unmanaged[Cdecl]<void*, void> ReleaseSession => (delegate* unmanaged[Cdecl]<void*, void>)_table[95];

    public delegate* unmanaged[Cdecl]<void*, void> ReleaseValue => (delegate* unmanaged[Cdecl]<void*, void>)_table[96];

    public delegate* unmanaged[Cdecl]<void*, void> ReleaseSessionOptions => (delegate* unmanaged[Cdecl]<void*, void>)_table[100];

    /// <exception cref="InvalidOperationException">the status, which every call returns, is an error; the message is the library's</exception>
    public void Check(void* status)
    {
        if (status is null)
            return;
        var message = (delegate* unmanaged[Cdecl]<void*, byte*>)_table[2];
        var release = (delegate* unmanaged[Cdecl]<void*, void>)_table[93];
        string text = Marshal.PtrToStringUTF8((nint)message(status))!;
        release(status);
        throw new InvalidOperationException($"ONNX Runtime: {text}");
    }
}
