using System.Runtime.InteropServices;
using SimdNet.Buffers;

namespace SimdNet.Perf.Peers;

/// <summary>A model loaded by ONNX Runtime, its inputs and its output bound to memory once: a call makes no objects.</summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    private const int FloatElements = 1;
    private const int AllOptimizations = 99;

    private readonly OrtApi _api;
    private readonly void* _session;
    private readonly int _inputCount;

    // Native arrays: inputs first, the output last.
    private readonly byte** _names;
    private readonly void** _values;

    public OnnxSession(OrtApi api, void* environment, void* memoryInfo, byte[] model, int threads, OnnxTensor output, ReadOnlySpan<OnnxTensor> inputs)
    {
        _api = api;
        _session = Load(environment, model, threads);
        _inputCount = inputs.Length;
        _names = (byte**)NativeMemory.AllocZeroed((nuint)(inputs.Length + 1), (nuint)sizeof(byte*));
        _values = (void**)NativeMemory.AllocZeroed((nuint)(inputs.Length + 1), (nuint)sizeof(void*));
        for (int i = 0; i < inputs.Length; i++)
            Bind(i, OnnxModel.InputName(i), inputs[i], memoryInfo);
        Bind(inputs.Length, OnnxModel.Output, output, memoryInfo);
    }

    public void Run(int times)
    {
        delegate* unmanaged[Cdecl]<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*> run = _api.Run;
        for (int i = 0; i < times; i++)
        {
            void* status = run(_session, null, _names, _values, (nuint)_inputCount, _names + _inputCount, 1, _values + _inputCount);
            if (status is not null)
                _api.Check(status);
        }
    }

    public void Dispose()
    {
        for (int i = 0; i <= _inputCount; i++)
        {
            _api.ReleaseValue(_values[i]);
            Marshal.FreeCoTaskMem((nint)_names[i]);
        }

        NativeMemory.Free(_values);
        NativeMemory.Free(_names);
        _api.ReleaseSession(_session);
    }

    private void* Load(void* environment, byte[] model, int threads)
    {
        void* options;
        void* session;
        _api.Check(_api.CreateSessionOptions(&options));
        _api.Check(_api.SetIntraOpNumThreads(options, threads));
        _api.Check(_api.SetInterOpNumThreads(options, 1));
        _api.Check(_api.SetSessionGraphOptimizationLevel(options, AllOptimizations));
        fixed (byte* bytes = model)
            _api.Check(_api.CreateSessionFromArray(environment, bytes, (nuint)model.Length, options, &session));
        _api.ReleaseSessionOptions(options);
        return session;
    }

    private void Bind(int place, string name, OnnxTensor tensor, void* memoryInfo)
    {
        void* value;
        fixed (long* shape = tensor.Shape)
            _api.Check(_api.CreateTensorWithDataAsOrtValue(memoryInfo, tensor.Memory.Pointer, (nuint)tensor.Memory.Length * sizeof(float), shape, (nuint)tensor.Shape.Length, FloatElements, &value));
        _values[place] = value;
        _names[place] = (byte*)Marshal.StringToCoTaskMemUTF8(name);
    }
}

/// <summary>Floats in memory that stays where it is, and their shape.</summary>
internal sealed record OnnxTensor(AlignedBuffer Memory, params long[] Shape);
