using System.Collections.Frozen;

namespace SimdNet.IO;

/// <summary>The element types of the format and their sizes in bits (safetensors 0.8, enum Dtype)</summary>
internal static class SafeTensorsDtypes
{
    /// <summary>The one type that can be read into floats and written from them</summary>
    public const string F32 = "F32";

    private static readonly FrozenDictionary<string, int> _bits = new Dictionary<string, int>
    {
        ["BOOL"] = 8,
        ["F4"] = 4,
        ["F6_E2M3"] = 6,
        ["F6_E3M2"] = 6,
        ["U8"] = 8,
        ["I8"] = 8,
        ["F8_E5M2"] = 8,
        ["F8_E4M3"] = 8,
        ["F8_E8M0"] = 8,
        ["F8_E4M3FNUZ"] = 8,
        ["F8_E5M2FNUZ"] = 8,
        ["I16"] = 16,
        ["U16"] = 16,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["I32"] = 32,
        ["U32"] = 32,
        [F32] = 32,
        ["C64"] = 64,
        ["F64"] = 64,
        ["I64"] = 64,
        ["U64"] = 64,
    }.ToFrozenDictionary();

    /// <summary>Bits of one element</summary>
    /// <returns>false for a type that the format does not have</returns>
    public static bool TryGetBits(string dtype, out int bits) => _bits.TryGetValue(dtype, out bits);
}
