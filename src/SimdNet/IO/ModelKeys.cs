namespace SimdNet.IO;

/// <summary>What may stand in the description of one value; the names, in lower case, are the file's keys</summary>
[Flags]
internal enum ModelKeys
{
    None = 0,
    Input = 1,
    Tensor = 2,
    Uniform = 4,
    Operator = 8,
    Name = 16,
    Shape = 32,
    Features = 64,
    Operands = 128,
    Function = 256,
    Epsilon = 512,
    Categories = 1024,
}

/// <summary>Attributes of an operator; which of them it has, its row in <see cref="OperatorFormat.All"/> says</summary>
internal readonly record struct OperatorAttributes(string Function, float Epsilon, int[] Categories);
