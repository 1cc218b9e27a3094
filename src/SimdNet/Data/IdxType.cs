#pragma warning disable CA1720 // the format's own names
namespace SimdNet.Data;

/// <summary>The element types of the IDX format, with the codes that its files have.</summary>
public enum IdxType
{
    /// <summary>None: no file has this code.</summary>
    None = 0,

    /// <summary>8 bits, 0 to 255.</summary>
    UByte = 0x08,

    /// <summary>8 bits, -128 to 127.</summary>
    SByte = 0x09,

    /// <summary>16 bits, signed.</summary>
    Short = 0x0B,

    /// <summary>32 bits, signed.</summary>
    Int = 0x0C,

    /// <summary>IEEE binary32.</summary>
    Float = 0x0D,

    /// <summary>IEEE binary64.</summary>
    Double = 0x0E,
}
